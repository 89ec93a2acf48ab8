"""What is looked at in an attempt: the rules that speak of it, and how person and case stood when it was made."""
