"""Letters: by post, from the plan to the sealed batch, and what became of each."""
