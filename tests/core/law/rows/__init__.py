"""Examples that prove rows of the tables of China, one table a file."""
