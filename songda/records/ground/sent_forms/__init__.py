"""Forms that people send: each counts once, and what was typed when a session had ended comes back to its writer."""
