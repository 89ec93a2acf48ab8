"""Consent to electronic service: what a service may rest on, and what is wrong where it rests on nothing."""
