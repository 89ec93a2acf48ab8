"""The national platform: one door over HTTP, the operators behind it."""
