"""What each council is to have gained, and whether its books and its outturn say that it has.

Nouns: base expenditure with its exclusions, target programmes and agreed targets, the region that a
centre serves, outturn, and the equalisation of a joint saving. Targets are judged and shown and never
stop anybody. A council's own figures are summed; the centre's own figure is a memo (savings-method
2.11). Below this area: the books of savings, frameworks and orders."""
