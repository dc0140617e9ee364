"""Savings: what buying together was worth, council by council.

Its nouns are the baseline (the price and quantity a council had on its own, frozen
before award), the gain (what a received and invoiced order line saved against it), the
quality check, the cost, the budget release, the target and the statement. `method` is
the published arithmetic and knows no database; everything else here stores, adds up or
prints what the method says. Below it lie suppliers, the catalogue and accounts; call-off
orders, which lie above, post to its ledger.
"""
