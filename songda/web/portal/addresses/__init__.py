"""Where papers are to go: the confirmation form, another number or account, another place."""
