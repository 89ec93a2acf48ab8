"""The names of everything that may be written into the evidence log; `words/*/events.toml` says each in a sentence.

A name is a noun and what became of it: `consent.withdrawn`. A name once used is never given another meaning and never
removed, because old events keep it for good.
"""

import re

from songda.core.words import say

GRAMMAR = re.compile(r"[a-z]+(_[a-z]+)*\.[a-z]+(_[a-z]+)*")


class UnknownEventError(ValueError):
    """Somebody tried to write an event whose name is not registered here."""


EVENT_NAMES = (
    # the court and its staff
    "court.opened",
    "staff.admitted",
    "staff.reassigned",
    "staff.removed",
    "staff.password_given",
    "staff.password_chosen",
    "staff.factors_dropped",
    "staff.signed_in",
    "staff.signed_out",
    "staff.refused",
    "client.admitted",
    "client.removed",
    "search.made",
    "particulars.shown",
    "case_list.shown",
    "file.taken",
    "page.shown",
    "readings.shown",
    # the case and the people in it
    "case.registered",
    "case.corrected",
    "case.closed",
    "case.reopened",
    "jurisdiction.contested",
    "jurisdiction.affirmed",
    "jurisdiction.struck",
    "procuratorate.joined",
    "procuratorate.agreed",
    "procuratorate.struck",
    "hearing.moved",
    "hearing.cancelled",
    "hearing.set",
    "party.registered",
    "party.corrected",
    "party.set_offline",
    "party.reported_missing",
    "party.found",
    "party.missing_struck",
    "custody.noted",
    "custody.ended",
    "custody.struck",
    "military_service.noted",
    "military_service.ended",
    "military_service.struck",
    "representative.appointed",
    "representative.removed",
    # addresses and consent
    "address.recorded",
    "address.confirmed",
    "address.rejected",
    "address.replaced",
    "address.retired",
    "address.withheld",
    "address.given",
    "address.withheld_struck",
    "address.offered",
    "place.given",
    "address.disowned",
    "address_form.signed",
    "consent.given",
    "consent.refused",
    "consent.withdrawn",
    "consent.struck",
    "refusal.struck",
    "call.recorded",
    "call.dialled",
    "call.notice_begun",
    "call.desk_answered",
    "call.ringing",
    "call.early_sound",
    "call.answered",
    "call.machine_suspected",
    "call.notice_played",
    "call.digit_pressed",
    "call.hung_up",
    "call.ended",
    "recording.kept",
    "recording.added",
    "recording.missed",
    "recording.played",
    "recording.erased",
    "call.struck",
    # numbers are looked up
    "lookup.requested",
    "lookup.approved",
    "lookup.declined",
    "lookup.withdrawn",
    "lookup.expired",
    "lookup.ended",
    "lookup.answered",
    "lookup.telling_delayed",
    "inquiry.sent",
    "inquiry.answered",
    "number.uncovered",
    "number.barred",
    "number.unbarred",
    "number.reported",
    "number.shredded",
    "quota.changed",
    "lookup_alarm.raised",
    "lookup_alarm.reviewed",
    # papers and orders of service
    "paper.filed",
    "paper.refused",
    "paper.replaced",
    "paper.corrected",
    "paper.carried_out",
    "order.placed",
    # tries to reach the recipient
    "attempt.planned",
    "attempt.sent",
    "attempt.refused",
    "attempt.unknown",
    "attempt.arrived",
    "attempt.failed",
    "attempt.bounced",
    "attempt.expired",
    "deed.recorded",
    "deed.struck",
    "attempt.cancelled",
    "way.ruled_out",
    "way.struck",
    # the recipient comes
    "link.fetched",
    "code.sent",
    "identity.proved",
    "identity.failed",
    "person.identified",
    "counter_code.given",
    "question.agreed",
    "mandate.given",
    "care.noted",
    "care.ended",
    "care.struck",
    "mandate.ended",
    "helper.identified",
    "helper.saw_paper",
    "helper.took_copy",
    "portal.locked",
    "portal.unlocked",
    "paper.opened",
    "paper.downloaded",
    "paper.acknowledged",
    "paper_copy.requested",
    "paper_copy.provided",
    "paper_copy.waived",
    "help.requested",
    # what the law makes of it
    "service.effective",
    "service.presumed",
    "service.referred",
    "service.failed",
    "service.disallowed",
    "service.redecided",
    "service.recalled",
    "objection.raised",
    "objection.decided",
    # what a judge decided
    "finding.determined",
    "withdrawal.decided",
    "offline.decided",
    "notice.decided",
    "guard.overridden",
    "guard.restored",
    # proof
    "certificate.issued",
    "certificate.stamped",
    "certificate.replaced",
    "bundle.exported",
    "secret.erased",
    # work of the court
    "task.opened",
    "task.assigned",
    "task.closed",
    "task.reopened",
    "task.released",
    "task.extended",
    "task.paused",
    "task.resumed",
    "task.redated",
    "task.escalated",
    "substitution.noted",
    "substitution.ended",
    "handing.ruled",
    "work.mended",
    "log.audited",
)
_KNOWN = frozenset(EVENT_NAMES)


def require_name(name: str) -> None:
    """Raise `UnknownEventError` unless the name is registered."""
    if name not in _KNOWN:
        raise UnknownEventError(f"no event is called {name!r}; register it in songda/core/evidence/names.py")


def sentence(name: str, language: str = "zh") -> str:
    """What an event of this name says."""
    require_name(name)
    return say(f"events.{name}", language)
