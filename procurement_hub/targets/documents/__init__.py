"""A region's gains as files: rows for any program, and a workbook whose totals are formulas."""
