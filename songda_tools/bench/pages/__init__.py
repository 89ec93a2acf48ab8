"""The bench of the pages: every door of the house, measured in a court as large as a province's busiest."""
