"""What events tell of beside the case itself: letters, visits, and the rest of a court's work."""
