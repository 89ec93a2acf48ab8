"""What the law is asked and what follows: its facts, the next step, deciding anew, what the judge decides."""
