"""Asks the law again about what a certificate certifies, with the facts that its bundle carries."""
