"""The own account: signing in, second factors, computers that are known."""
