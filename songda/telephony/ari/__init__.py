"""Asterisk's REST interface (ARI): HTTP for what is wanted, a WebSocket for what happens."""
