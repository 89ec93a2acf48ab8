"""E-mail: submission in steps, so that we know what we do not know, and the reading of what comes back."""
