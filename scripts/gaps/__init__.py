"""Proof that the rows leave no gap: every class of facts on every day on which the law changed is walked through."""
