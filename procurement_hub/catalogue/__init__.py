"""Catalogue: what is bought. Items with a unit and a specification, CPV codes and units of
measure. Below it: accounts."""
