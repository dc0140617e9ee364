"""Frameworks: what councils may call off, from whom, at which price and until when. Lots,
entitled authorities, agreements with their price schedules, and the ceiling. Below it:
accounts, catalogue, suppliers, savings and demand."""
