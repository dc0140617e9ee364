"""Dashboard: each role's home with what waits for it, and the audit trail. Reads every area,
changes nothing."""
