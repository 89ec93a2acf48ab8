"""Papers: placed on file and looked at."""
