"""What may be away or full, so that work stands still until it is back."""

from enum import StrEnum


class IncidentKind(StrEnum):
    """One trouble is one incident, however many papers wait for its end."""

    PROVIDER_AWAY = "provider_away"  # of one channel, which is its subject
    STAMPS_AWAY = "stamps_away"  # the time-stamp authority
    STORE_FULL = "store_full"  # no room where sealed files are kept, or it cannot be written to
    DATABASE_AWAY = "database_away"
    RESTORED = "restored"  # the database was put back to an earlier day: quarantine until people have decided
    JOURNAL_AWAY = "journal_away"  # no hand-over can be written down outside the database, so nothing goes out
