"""What of the court's work would be forgotten: found by looking at the rows, mended where the record says how."""
