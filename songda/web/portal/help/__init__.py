"""Pages of those who help a recipient by a mandate."""
