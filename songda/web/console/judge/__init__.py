"""What judges decide, and what they decided."""
