"""Look-ups: asking the operators, by name and identity number, which numbers a party holds; what may come of it."""
