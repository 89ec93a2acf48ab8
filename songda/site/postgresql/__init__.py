"""Django's PostgreSQL, whose clock this process goes by: facts of several machines meet there."""
