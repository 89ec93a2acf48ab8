"""Everything that may be written into the evidence log: each kind of event is one entry of the TOML files here.

A name is a noun and what became of it: `consent.withdrawn`. A name once used is never given another meaning and never
removed, because old events keep it for good.
"""
