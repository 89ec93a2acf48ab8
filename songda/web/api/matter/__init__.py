"""Cases, who takes part in them, what they said, and the papers."""
