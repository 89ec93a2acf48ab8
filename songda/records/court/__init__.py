"""The court and its people: staff, their offices and sign-in, the court's settings, what needs two people."""
