"""What stored words are called on the page; one table a subject, in the order in which people choose from them."""

from collections.abc import Mapping

from django.utils.functional import Promise, lazy
from django.utils.text import capfirst
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from songda.core.words import FALLBACK, name_of, names_of
from songda.records.parties.roles import SIDES, Side
from songda.web.console.shared import office_words

Word = str | Promise
Table = Mapping[str, Word]


def speaks_english() -> bool:
    """Whether the reader chose English."""
    return (get_language() or "zh").startswith("en")


def language() -> str:
    """The reader's language as the records take it."""
    return "en" if speaks_english() else "zh"


def _name(table: str, word: str) -> str:
    return str(capfirst(name_of(table, word, language())))


_lazy_name = lazy(_name, str)


def _named(table: str) -> dict[str, Word]:
    """A table of `core/words`, in the reader's language."""
    return {word: _lazy_name(table, word) for word in names_of(table, FALLBACK)}


BRANCH: Table = {
    "civil": _("Civil"),
    "administrative": _("Administrative"),
    "criminal": _("Criminal"),
    "enforcement": _("Enforcement"),
}
PROCEDURE: Table = {
    "ordinary": _("Ordinary procedure"),
    "simplified": _("Simplified procedure"),
    "small_claims": _("Small claims procedure"),
    "payment_order": _("Payment order procedure"),
}
STAGE: Table = {
    "first_instance": _("First instance"),
    "second_instance": _("Second instance"),
    "retrial": _("Retrial"),
    "enforcement": pgettext_lazy("stage", "Enforcement"),
}
ROLE: Table = _named("roles.role")
AGENT_ROLE: Table = {word: name for word, name in ROLE.items() if SIDES[word] is Side.ACTING}
AGENCY: Table = _named("roles.agency")
KIND: Table = {
    "natural_person": _("Natural person"),
    "legal_person": _("Legal person"),
    "organisation": _("Unincorporated organisation"),
}
DOMICILE: Table = {
    "cn": _("Mainland China"),
    "hk": _("Hong Kong"),
    "mo": _("Macau"),
    "tw": _("Taiwan"),
    "foreign": _("Abroad"),
}
PAPER_KIND: Table = _named("papers.kind")
ADDRESS_KIND: Table = _named("routes.address_kind")
ADDRESS_CLASS: Table = {
    "provided": _("Provided by the party"),
    "confirmed": _("Confirmed by the party"),
    "found": _("Found by the court"),
    "unknown": _("Not tied to the person"),
    "rejected": _("Rejected"),
}
CONSENT_GROUND: Table = {
    "express": _("Express consent"),
    "prior_agreement": _("Agreed before the suit"),
    "own_pleading": _("Address given in the party's own pleading"),
    "accepted_by_conduct": _("Accepted by conduct"),
}
HOW: Table = {
    "call": _("Telephone call"),
    "portal": _("Page of the recipient"),
    "form": _("Signed address confirmation form"),
    "pleading": _("Pleading"),
    "contract": _("Contract clause"),
    "counter": _("At the counter"),
    "letter": _("Letter"),
    "lookup": _("Look-up at the operators"),
}
SOURCE: Table = {
    "contract": _("The contract or letters in dispute"),
    "own_papers": _("The party's own papers in this suit"),
    "other_suit": _("Another suit or arbitration"),
    "civil_act": _("The party's dealings"),
    "register": _("The register of homes or companies"),
}
WITHHELD: Table = _named("circumstances.withheld")
OUTCOME: Table = _named("calls.outcome")
TOLD: Table = _named("calls.topic")
OFFLINE: Table = _named("circumstances.offline")
MISSING: Table = _named("circumstances.missing_source")
SPELL: Table = _named("circumstances.status")
TASK: Table = _named("tasks.kind")
TASK_REASON: Table = _named("tasks.reason")
STATUS: Table = {
    "effective": _("Served"),
    "presumed": _("Presumed served"),
    "awaiting_judge": _("Awaiting the judge"),
    "not_effective": _("Not served yet"),
    "not_allowed": pgettext_lazy("way", "Not open"),
}
GROUND: Table = {
    "arrival": _("Arrival"),
    "receipt_completed": _("Receipt, completed"),
    "receipt_presumed": _("Receipt, presumed"),
    "signature": _("Signature"),
    "left": _("Left at the domicile"),
    "returned": _("Returned"),
    "public_notice": _("Public notice"),
    "deemed": _("Deemed served"),
}
CHANNEL: Table = _named("routes.channel")
DEED_WAY: Table = _named("deeds.way")
DEED_OUTCOME: Table = _named("deeds.outcome")
SIGNER: Table = _named("deeds.signer")
RULED_OUT: Table = _named("circumstances.ruled_out")
DEED_HINT: Table = {
    "direct": _("Name of whoever signed; if refused: where, and who witnessed it; in vain: why, and who says so."),
    "left": _("Where it was left, and who witnessed or recorded it."),
    "mail": _("Number of the letter; name of whoever signed, or why it came back."),
    "entrusted": _("Which court serves; name of whoever signed."),
    "transfer": _("Unit or prison that hands it over; name of whoever signed."),
    "public_notice": _("Medium and number of the issue. Several postings: the last one counts."),
}
FILE_NAME: Table = {"return_of_service": _("Return of service")}
TIER_STATE: Table = {
    "tried": _("tried in vain"),
    "ruled_out": _("on record as impossible"),
    "closed": _("not open to them"),
    "open": _("still open"),
    "approved": _("the judge found that it cannot serve them"),
}
ATTEMPT_STATE: Table = {
    "recorded": _("Put on record"),
    "pending": _("Waiting to be sent"),
    "submitting": _("Being sent"),
    "accepted": _("Taken by the provider"),
    "rejected": _("Refused by the provider"),
    "unknown": _("Outcome not known"),
    "arrived": _("Arrived"),
    "failed": _("Did not arrive"),
    "expired": _("No report in time"),
    "cancelled": _("Called off"),
}
RECEIPT_KIND: Table = {
    "accepted": _("Accepted"),
    "relayed": _("Relayed"),
    "arrived": _("Arrived"),
    "failed": _("Did not arrive"),
    "bounced": _("Came back"),
    "unrecognised": _("Unknown report"),
}
ACT_KIND: Table = {
    "read": _("Read"),
    "acknowledged": _("Confirmed receipt"),
    "acted": _("Acted on the content"),
}
ASSURANCE: Table = {
    "0": _("Link only"),
    "1": _("Name and number"),
    "2": _("Name, number and one-time code"),
    "3": _("Real-name check"),
}
OBJECTION: Table = {
    "system_error": _("System error"),
    "not_own_address": _("Not the recipient's address"),
    "not_read_by_recipient": _("Not read by the recipient"),
    "other_arrival_date": _("Arrived on another day"),
    "no_fault": _("Came back through no fault of the recipient"),
}
RULING: Table = {
    "pending": _("Not ruled on yet"),
    "accepted": _("Upheld"),
    "rejected": _("Dismissed"),
}
PERIOD: Table = {
    "answer": _("Answer"),
    "jurisdiction_objection": _("Objection to jurisdiction"),
    "evidence": pgettext_lazy("period", "Evidence"),
    "agency_evidence": _("Evidence and rules of the agency"),
    "fee": _("Payment of court fees"),
    "appeal": _("Appeal"),
    "answer_to_appeal": _("Answer to the appeal"),
    "reconsideration": _("Reconsideration"),
    "pay_or_object": _("Payment or objection"),
    "enforcement_reconsideration": _("Reconsideration of an enforcement ruling"),
    "third_party_suit": _("Suit of a third party against enforcement"),
    "no_disposal": _("No disposal of the thing under enforcement"),
    "opinion_on_retrial": _("Opinion on the application for retrial"),
    "relief": _("Application for relief"),
}
DETERMINATION: Table = {
    "finding_counts": _("Counts as served"),
    "finding_does_not_count": _("Does not count as served"),
    "objection_accepted": _("Objection upheld"),
    "objection_rejected": _("Objection dismissed"),
    "withdrawal_accepted": _("Withdrawal accepted"),
    "withdrawal_rejected": _("Withdrawal improper, the consent stands"),
    "offline_confirmed": _("Off-line service confirmed"),
    "offline_lifted": _("Off-line mark lifted"),
    "offline_ordered": _("Off-line service ordered"),
    "offline_declined": _("Off-line service not ordered"),
    "notice_approved": _("Public notice approved"),
    "notice_declined": _("Public notice not approved"),
    "guard_overridden": _("Guard passed over"),
    "guard_restored": _("Guard applies again"),
}
WITHDRAWAL: Table = {
    "pending": _("before the judge"),
    "accepted": _("accepted by the judge"),
    "rejected": _("improper, the consent stands"),
}
ACT: Table = office_words.ACT
PARTY_FIELD: Table = {
    "role": _("Role in the case"),
    "name": pgettext_lazy("party", "Name"),
    "number": _("Number"),
    "kind": _("Kind"),
    "domicile": _("Domicile"),
    "is_soldier": _("Soldier"),
    "is_in_custody": _("In custody"),
    "home_law_forbids_electronic": _("Home law forbids electronic service"),
    "own_labour": _("Lives on their own labour (sixteen or seventeen)"),
    "lacks_capacity": _("Cannot act for themselves"),
    "may_not_receive": _("May not receive papers"),
    "acts_for_id": _("Acts for"),
    "agency": _("Authority"),
}
CERTIFICATE_STATE: Table = {
    "issued": _("In force"),
    "stamp_pending": _("Time stamp pending"),
    "replaced": pgettext_lazy("certificate", "Replaced"),
}
OFFICE: Table = office_words.OFFICE

TABLES: Mapping[str, Table] = {
    name.lower(): table for name, table in list(globals().items()) if name.isupper() and isinstance(table, dict)
}


def word(value: object, table: str) -> str:
    """The name of a stored word (hyphens aside); an unknown word stands for itself, so that nothing is hidden."""
    return str(TABLES[table].get(str(value).replace("-", ""), value))


def choices(table: Table, *left_out: str) -> list[tuple[str, Word]]:
    """The table as a form offers it."""
    return [(value, name) for value, name in table.items() if value not in left_out]
