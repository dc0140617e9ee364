"""Accounts: organisations (centre, council, partner, supplier), the people who act for them with
a role in each, and the one table of who may do what. Nothing lies below it but core."""
