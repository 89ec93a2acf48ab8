"""Commands that prove what was served, and check proofs."""
