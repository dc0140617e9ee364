"""The answer bank: what a supplier has answered before, kept to be found again and brought into a
new question (needs complaint 3).

Everything about an answer is encrypted: its text, its question, its tender, when it was kept and by
whom. A row does not even say whose it is, because answers kept when a bid goes into the box would
tell who bid (law.md B1). For the same reason nothing here is in the audit trail."""
