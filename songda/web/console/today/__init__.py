"""What waits for somebody, and what changed: the tasks of the court and the hearings to come."""
