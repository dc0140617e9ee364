"""Charts as pure geometry: figures in, marks with places in pixels and a table of the same figures out.

No chart knows a database, a request or an address it was not given. What a chart says in money is
kept as Decimal and worded; only the places of marks are floats. A template writes the marks as SVG,
with every colour in the style sheet.
"""
