"""Events whose personal part stays with the court: why it mended its record, and what is nobody else's business."""

# Why the court mended its record, and what had been wrong in it (another person's number, say), is told to nobody else.
STAYS_WITH_THE_COURT = frozenset(
    {
        "party.corrected",
        "party.missing_struck",
        "appearance.struck",
        "post.struck",
        "receiver.struck",
        "first_notice.struck",
        "custody.noted",
        "custody.struck",
        "military_service.noted",
        "military_service.struck",
        "jurisdiction.struck",
        "procuratorate.struck",
        "way.struck",
        "care.noted",
        "care.struck",
        "mandate.given",
        "address.withheld_struck",
        "address.replaced",
        "address.retired",
        "call.struck",
        "consent.struck",
        "refusal.struck",
        "paper.corrected",
        "paper.struck",
        "representative.removed",
        "secret.erased",
        "lookup.requested",
        "lookup.declined",
        "lookup.withdrawn",
        "lookup.telling_delayed",
        "inquiry.answered",
        "lookup_alarm.reviewed",
    }
)
