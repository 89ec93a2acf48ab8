"""Letters: planned, set in type, printed in batches, counted and sealed into the post."""
