"""Call-offs: orders placed under a framework, and what follows them. Route, order, approval,
acceptance, receipt, invoice and three-way match, levy. Below it: accounts to evaluation."""
