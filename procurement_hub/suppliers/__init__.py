"""Suppliers: what a supplier organisation says of itself once, for every region: who it is and how
large, its contacts and connected persons, its evidence and its accounts. Below it: accounts and
catalogue."""
