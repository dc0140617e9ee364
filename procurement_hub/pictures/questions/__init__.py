"""What a reader asks of the books, each answered by a few pictures: where the money went, whether the
council is on track, how sure the figures are, what one item cost, and who gained."""
