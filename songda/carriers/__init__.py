"""Carriers: those who take letters away and say what became of them. They are heard, never believed, and know no table.

Each dialect is a folder; a court names the address of those that it works with.
"""
