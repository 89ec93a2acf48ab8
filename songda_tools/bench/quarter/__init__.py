"""A county court's quarter on a moved clock: every way, day by day, until nothing is left that nobody sees to."""
