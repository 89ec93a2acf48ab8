"""Witnesses outside the court: what they sign, what they answer, and how many of them somebody asks for."""
