"""Whether campaigns changed anything: the day counts of the figures, as the rules of outreach ask for them."""
