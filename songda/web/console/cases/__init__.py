"""Cases: the list, registration, and the pages of one case."""
