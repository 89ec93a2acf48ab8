"""Rules about restores: was the database put back to an earlier day, and have people decided what follows?"""

from songda.site.checkup.findings import Findings, missing


def nothing_lost(restored: str) -> Findings:
    """The database was not put back to an earlier day, or people have decided what follows."""
    if restored:
        yield missing(
            f"The database was put back to an earlier day; nothing is sent: {restored}.",
            "Start a worker, decide in the console under “After a restore”, and end the quarantine there: "
            "docs/howto/back-up.md.",
        )


def why_nothing_is_sent() -> str:
    """In one sentence; empty while messages go out."""
    from django.conf import settings

    from songda.records.delivery.attempts.restored.decide import held_in
    from songda.records.delivery.attempts.restored.recognise import sign_of_restore
    from songda.records.ground.restores.queries import open_quarantine

    if (quarantine := open_quarantine()) is not None:
        since = f"in quarantine since {quarantine.begun_at:%Y-%m-%d %H:%M} UTC ({quarantine.sign})"
        return f"{since}, {held_in().count()} messages are undecided"
    try:
        seen = sign_of_restore(settings.OUTSIDE_FOLDER)
    except (OSError, ValueError) as error:
        return f"what lies outside the database cannot be read: {error}"
    return f"{seen.sign}: {seen.detail}" if seen else ""
