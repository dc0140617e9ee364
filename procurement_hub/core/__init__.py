"""Ideas that every area uses: database, money, calendar, workflow, refusals, audit, outbox,
files and PDF. Core knows no area and no request."""
