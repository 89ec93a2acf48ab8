"""What is looked at in an attempt: how things stood when it was made, consent, disputes, the ladder, its effect."""
