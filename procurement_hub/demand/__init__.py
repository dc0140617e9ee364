"""Demand: what the councils say they will buy, before anyone is asked for a price.

Its nouns are the round (one call for demand, with a closing date), the line (one
council's quantity of one item, firm or soft, with the price it pays today) and the price
tier that the added-up quantity reaches. `aggregation` is the pure arithmetic. Below it
lie savings, which keeps the baselines that the lines give rise to, suppliers, the
catalogue and accounts; frameworks, above, are drafted from a closed round.
"""
