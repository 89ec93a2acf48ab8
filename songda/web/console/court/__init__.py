"""The court itself: its staff, its systems, its log, its rules."""
