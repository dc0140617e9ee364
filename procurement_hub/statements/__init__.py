"""What a council says of its gains, and when: forward look, mid-year update, backward look and their later
forms, as layouts kept in rows; narratives, versions, signatures, and the evidence that goes with them.

`prepared` draws a sheet up from the books on a layout; a sheet is all that pages, paper and spreadsheets
know, and what a submission keeps. Below it lie targets, orders, frameworks, demand and the savings books."""
