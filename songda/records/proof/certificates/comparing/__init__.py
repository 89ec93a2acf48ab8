"""What rows say against what the log says, column by column."""
