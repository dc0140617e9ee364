"""The books drawn: charts without scripts, each with its table, its basis and its year."""
