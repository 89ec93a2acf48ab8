"""A real PostgreSQL that comes with the installation, so that a newcomer needs no database server.

The programs come from a wheel; everything else (who runs the server, where its files lie, how it starts and
stops) is decided here. Production names its own server in DATABASE_URL and never comes here.
"""

from songda.site.embedded.server import DURABLE, THROWAWAY, Address, Status, Tuning, start, status, stop, watch

__all__ = ["DURABLE", "THROWAWAY", "Address", "Status", "Tuning", "start", "status", "stop", "watch"]
