"""What is kept apart from the tables: sealed files, and copies of everything that can be put back."""
