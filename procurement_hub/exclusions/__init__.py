"""Exclusions: what suppliers declare of the exclusion grounds, the debarment list, and the decisions of
a centre that a supplier is excluded or excludable. Below it: accounts and suppliers."""
