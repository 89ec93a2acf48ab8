"""What the commands on the law say beyond its answers: the words of statutes, gaps, many answers at once."""
