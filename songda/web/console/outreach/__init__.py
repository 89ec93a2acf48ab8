"""Outreach: campaigns, material, questions of the public, wordings that are compared, the report of a year."""
