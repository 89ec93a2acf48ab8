"""The ways of people: the plan of a person, letters and their carriers, visits, other courts, public notices."""
