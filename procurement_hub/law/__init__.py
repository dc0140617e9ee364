"""The law as data with a date: what the Procurement Act 2023 fixes in amounts, days and years.

Each module keeps one pack of rules, and each rule says from when it holds and where it was read.
The functions beside them are arithmetic on dates and amounts; they know no request and no table.
"""
