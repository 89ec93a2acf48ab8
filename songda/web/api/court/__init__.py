"""The work of the court as a whole: its tasks, its figures, its outreach."""
