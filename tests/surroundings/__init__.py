"""What the tests stand on: their own home, their own PostgreSQL, and the rules of what is run and what is left out."""
