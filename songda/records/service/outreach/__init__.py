"""Outreach on record: campaigns, questions of the public, wordings that are compared."""
