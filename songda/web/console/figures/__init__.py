"""The desk of figures: what was served, how surely, how long it took, and how the work of the court lies."""
