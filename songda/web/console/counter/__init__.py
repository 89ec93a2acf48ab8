"""The counter: a person with their identity card, and papers that are handed to them."""
