"""What stored words are called on the page; one table a subject, in the order in which people choose from them."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.utils.functional import Promise, lazy
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from songda.core.language import COURT_LANGUAGE, FALLBACK
from songda.core.words import find, language_of, name_of, names_of
from songda.records.matter.parties.models import Party
from songda.records.matter.parties.roles import SIDES, Side

Word = str | Promise
Table = Mapping[str, Word]


def language() -> str:
    """The reader's language, as far as there are words in it."""
    return language_of(get_language() or COURT_LANGUAGE)


def ends_of_namesakes(parties: Iterable[Party]) -> dict[UUID, str]:
    """Of those in a case who bear the same name the last four signs of their numbers, where these are on file."""
    named: dict[tuple[UUID, bytes], dict[UUID, Party]] = {}
    for party in parties:
        named.setdefault((party.case_id, bytes(party.name_index)), {})[party.id] = party
    alike = [party for same in named.values() if len(same) > 1 for party in same.values()]
    return {party.id: party.number[-4:] for party in alike if party.number}


def full_name(party: Party, ends: Mapping[UUID, str]) -> str:
    """The name; with the end of the number, where another one of the case bears the same name."""
    if (end := ends.get(party.id)) is None:
        return party.name
    return _("%(name)s (number ending %(end)s)") % {"name": party.name, "end": end}


def _name(table: str, word: str) -> str:
    return str(capfirst(name_of(table, word, language())))


def _hint(key: str) -> str:
    return find(key, language()) or ""


_lazy_name = lazy(_name, str)
_lazy_hint = lazy(_hint, str)


def _named(table: str) -> dict[str, Word]:
    """A table of `core/words`, in the reader's language."""
    return {word: _lazy_name(table, word) for word in names_of(table, FALLBACK)}


BRANCH: Table = _named("cases.branch")
PROCEDURE: Table = _named("cases.procedure")
STAGE: Table = _named("cases.stage")
ROLE: Table = _named("roles.role")
AGENT_ROLE: Table = {word: name for word, name in ROLE.items() if SIDES[word] is Side.ACTING}
AGENT_AUTHORITY: Table = _named("roles.agent_authority")
KIND: Table = _named("parties.kind")
DOMICILE: Table = _named("parties.domicile")
PAPER_KIND: Table = _named("papers.kind")
ADDRESS_KIND: Table = _named("routes.address_kind")
ADDRESS_CLASS: Table = _named("addresses.class")
CONSENT_GROUND: Table = _named("consents.ground")
HOW: Table = _named("consents.how")
# Of these, what recipients did on their page, and what the court found out elsewhere.
NEVER_TYPED = ("portal", "bar")
FORM_WAY: Table = _named("address_form.way")
FORM_FILE: Table = _named("address_form.file")
SOURCE: Table = _named("addresses.source")
OUTCOME: Table = _named("calls.outcome")
TOLD: Table = _named("calls.topic")
STRETCH: Table = _named("telephone.stretch")
ABSENCE: Table = _named("telephone.absence")
OFFLINE: Table = _named("circumstances.offline")
MISSING: Table = _named("circumstances.basis.missing")
CIRCUMSTANCE: Table = _named("circumstances.kind")
FOLLOWS: Table = _named("circumstances.follows")
ENDED: Table = _named("circumstances.ended")
NEED: Table = _named("care.need")
MEASURE: Table = _named("care.measure")
RELATION: Table = _named("mandates.relation")
MANDATE_RIGHT: Table = _named("mandates.right")
GIVEN_HOW: Table = _named("mandates.given_how")
IDENTIFIED_HOW: Table = _named("mandates.identified_how")
TASK: Table = _named("tasks.kind")
TASK_ENDS: Table = _named("tasks.ends")
TASK_ENDED: Table = _named("tasks.ended")
COPY: Table = _named("tasks.copy")
TASK_REASON: Table = _named("tasks.reason")
TASK_LANE: Table = _named("tasks.lane")
TASK_WHOSE: Table = _named("tasks.whose")
TASK_RUNG: Table = _named("tasks.rung")
TASK_WAIT: Table = _named("tasks.wait")
TASK_LIMIT: Table = _named("tasks.limit")
TASK_ENTRY: Table = _named("tasks.entry")
TASK_HANDING: Table = _named("tasks.handing")
INCIDENT: Table = _named("incidents.kind")
INCIDENT_EFFECT: Table = _named("incidents.effect")
STUCK_WORK: Table = _named("incidents.work")
STATUS: Table = _named("services.status")
GROUND: Table = _named("services.ground")
DOUBT: Table = _named("services.doubt")
CHANNEL: Table = _named("routes.channel")
WAY_CHOICE: Table = _named("routes.choice")
MESSAGE: Table = _named("messages.message")
DEED_WAY: Table = _named("deeds.way")
DEED_OUTCOME: Table = _named("deeds.outcome")
SIGNER: Table = _named("deeds.signer")
LEAVING: Table = _named("deeds.leaving")
RETURN_CAUSE: Table = _named("deeds.return_cause")
POSTING: Table = _named("deeds.posting")
CARRIER_KIND: Table = _named("carriage.kind")
CARRIAGE_STAGE: Table = _named("carriage.stage")
CARRIAGE_DEFECT: Table = _named("carriage.defect")
CARRIAGE_SETTLED: Table = _named("carriage.settled")
STRAY: Table = _named("carriage.stray")
RULED_OUT: Table = _named("circumstances.basis.ways_ruled_out")
LETTER_PRODUCT: Table = _named("letters.product")
LETTER_HINT: Table = _named("letters.product_hint")
LETTER_STATE: Table = _named("letters.state")
LETTER_WHY: Table = _named("letters.why")
LETTER_WITHDRAWAL: Table = _named("letters.withdrawal")
LETTER_SCANNED: Table = _named("letters.scanned")
LETTER_FILE: Table = _named("letters.file")
DEED_HINT: Table = _named("deeds.hint")
FILE_NAME: Table = _named("deeds.file")
AWAY: Table = _named("malfunctions.away")
NOTICED: Table = _named("malfunctions.noticed")
MALFUNCTION_WEIGHED: Table = _named("malfunctions.weighed")
NOTICE_ELEMENT: Table = _named("public_notices.element")
NOTICE_BOARD: Table = _named("public_notices.board")
BOARD_PROOF: Table = _named("public_notices.board_proof")
NOTICE_LOOK: Table = _named("public_notices.look")
NOTICE_SEEN: Table = _named("public_notices.seen")
NOTICE_GAP: Table = _named("public_notices.gap")
GAP_OUTCOME: Table = _named("public_notices.gap_outcome")
NOTICE_STATE: Table = _named("public_notices.state")
VISIT_STATE: Table = _named("visits.state")
ROUND_STATE: Table = _named("visits.round")
LACK: Table = _named("visits.lack")
VISIT_PHOTO: Table = _named("visits.photo")
VISIT_REFUSED: Table = _named("visits.refused")
HAND: Table = _named("entrustments.hand")
HAND_STATE: Table = _named("entrustments.state")
TIER_STATE: Table = _named("ladder.state")
ATTEMPT_STATE: Table = _named("attempts.state")
RECEIPT_KIND: Table = _named("attempts.receipt")
ACT_KIND: Table = _named("recipients.act")
ASSURANCE: Table = _named("recipients.assurance")
OBJECTION: Table = _named("objections.ground")
RULING: Table = _named("objections.ruling")
PERIOD: Table = _named("periods.kind")
DETERMINATION: Table = _named("determinations.outcome")
REASON_SENTENCE: Table = _named("determinations.sentence")
WITHDRAWAL: Table = _named("consents.withdrawal")
ACT: Table = _named("staff.act")
PARTY_FIELD: Table = _named("parties.field")
PARTY_FLAG: Table = _named("parties.ask")
CERTIFICATE_STATE: Table = _named("certificates.state")
CERTIFICATE_RESULT: Table = _named("certificates.short")
LOOKUP_STATE: Table = _named("lookups.state")
ATTEMPT_PURPOSE: Table = _named("attempts.purpose")
HANDED_OVER: Table = _named("attempts.handed_over")
HELD_CHOICE: Table = _named("attempts.held_choice")
LOOKUP_OVER: Table = _named("lookups.over")
LOOKUP_PURPOSE: Table = _named("lookups.purpose")
LOOKUP_GROUND: Table = _named("lookups.ground")
LOOKUP_OPERATOR: Table = _named("lookups.operator")
LOOKUP_STEP: Table = _named("lookups.step")
LOOKUP_ANSWER: Table = _named("lookups.answer")
LOOKUP_UNUSED: Table = _named("lookups.unused")
LOOKUP_ALARM: Table = _named("lookups.alarm")
OFFICE: Table = _named("staff.office")
PROPOSAL: Table = _named("staff.proposal")
SCOPE: Table = _named("staff.scope")
READING: Table = _named("readings.kind")
READING_DOOR: Table = _named("readings.door")
READING_COLUMN: Table = _named("readings.column")
OUTREACH_AIM: Table = _named("outreach.aim")
OUTREACH_GROUP: Table = _named("outreach.group")
OUTREACH_KIND: Table = _named("outreach.kind")
OUTREACH_TOPIC: Table = _named("outreach.topic")
OUTREACH_SUBJECT: Table = _named("outreach.subject")
OUTREACH_DOOR: Table = _named("outreach.door")
OUTREACH_STATE: Table = _named("outreach.state")
OUTREACH_EFFECT: Table = _named("outreach.effect")

TABLES: Mapping[str, Table] = {
    name.lower(): table for name, table in list(globals().items()) if name.isupper() and isinstance(table, dict)
}


def word(value: object, table: str) -> str:
    """The name of a stored word (hyphens aside); an unknown word stands for itself, so that nothing is hidden."""
    return str(TABLES[table].get(str(value).replace("-", ""), value))


def choices(table: Table, *left_out: str) -> list[tuple[str, Word]]:
    """The table as a form offers it."""
    return [(value, name) for value, name in table.items() if value not in left_out]


def bases_of(kind: str) -> list[tuple[str, Word]]:
    """What a circumstance of this kind may rest on, as a form offers it."""
    return list(_named(f"circumstances.basis.{kind}").items())


def basis(kind: str, stored: str) -> str:
    """What a circumstance rests on: who says so, how, or why."""
    return _name(f"circumstances.basis.{kind}", stored)


def field_label(field: str, kind: str) -> str:
    """What a form asks of this kind of circumstance in this field."""
    return _lazy_name(f"circumstances.asks.{field}", kind)


def hint(field: str, kind: str) -> str:
    """What a form says below this field; nothing where nothing need be said."""
    return _lazy_hint(f"circumstances.hint.{field}.{kind}")


def after(kind: str) -> str:
    """What follows from the end of such a circumstance."""
    return _name("circumstances.after", kind)
