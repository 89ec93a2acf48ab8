"""What events tell of the ways that the court goes itself beside its channels."""
