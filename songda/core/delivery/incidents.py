"""What may be away or full, so that work stands still until it is back."""

from enum import StrEnum


class IncidentKind(StrEnum):
    """One trouble is one incident, however many papers wait for its end."""

    PROVIDER_AWAY = "provider_away"  # of one channel, which is its subject
    STAMPS_AWAY = "stamps_away"  # the time-stamp authority
    STORE_FULL = "store_full"  # no room where sealed files are kept, or it cannot be written to
    DATABASE_AWAY = "database_away"
