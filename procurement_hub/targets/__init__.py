"""What gains are held against: the expenditure they are a share of, the targets agreed, and the outturn
that must show them. Reads the books of savings; nothing here changes them."""
