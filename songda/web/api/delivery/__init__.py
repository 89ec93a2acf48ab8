"""Service on people: ordered, done, proved, and what helps to reach them."""
