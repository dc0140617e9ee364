"""Suppliers: what a supplier organisation says of itself once, for every region. Below it:
accounts and catalogue."""
