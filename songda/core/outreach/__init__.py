"""Outreach: what courts tell the public, and whether it helps; Law on Publicity and Education, articles 9, 19, 24."""
