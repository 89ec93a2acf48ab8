"""Registries: ways of finding a person. They are asked and answer; they never send, and know no table."""
