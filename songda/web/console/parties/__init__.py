"""Parties: who they are, how they are reached, whether they agreed, and what holds of them."""
