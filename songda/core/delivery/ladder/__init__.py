"""The ladder of ways: what a court lets the program begin, one plan a person, and the last rung, a public notice."""
