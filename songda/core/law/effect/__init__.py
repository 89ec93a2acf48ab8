"""Whether an attempt has taken effect, when, and on which ground."""
