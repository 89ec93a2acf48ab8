"""A time-stamp authority for demo and tests: speaks the real protocol (RFC 3161) and can be switched off."""

from songda_demo.sandbox.timestamps.routes import add_routes

__all__ = ["add_routes"]
