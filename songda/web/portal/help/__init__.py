"""Pages of those who help a recipient by a mandate, and the model of an answer."""
