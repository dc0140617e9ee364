"""Approved supplier lists that councils share: entry criteria met from each supplier's own evidence, so
that a check made once is relied on by many. For purchases below the threshold and to reuse checks;
never instead of competition above it. Below this area: accounts, catalogue, suppliers, exclusions."""
