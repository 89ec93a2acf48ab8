"""Which event tells of which column of cases, hearings, papers, envelopes and services."""

from songda.records.delivery.orders.models import Envelope, Service
from songda.records.matter.cases.models import Case, Hearing
from songda.records.matter.papers.models import Paper
from songda.records.proof.certificates.comparing.column import Table, told
from songda.records.proof.certificates.comparing.people import SUBJECT

_WORK = "says when the engine looks again; decides nothing"


def _of_case(column: str, registered: str = "") -> tuple[str, str]:
    return f"case.registered:{registered or column}", f"case.corrected:after.{column}"


CASE = Table(
    Case,
    ("case.registered",),
    "",
    {
        "court_id": told("case.registered:court"),
        "number": told(*_of_case("number")),
        "branch": told(*_of_case("branch")),
        "procedure": told(*_of_case("procedure")),
        "stage": told(*_of_case("stage")),
        "is_status_case": told(*_of_case("is_status_case")),
        "cause": told(*_of_case("cause")),
        "judge_id": told(*_of_case("judge_id", "judge")),
        "registered_at": told("case.registered@happened_at"),
        "closed_at": told("case.registered=none", "case.closed@happened_at", "case.reopened=none"),
    },
    {
        "id": SUBJECT,
        "number_as_typed": "as the clerk wrote it; papers bear the other",
        "registered_by_id": "the event names its actor",
    },
)

HEARING = Table(
    Hearing,
    ("hearing.set",),
    "hearing",
    {
        "case_id": told("hearing.set^"),
        "at": told("hearing.set:at", "hearing.moved:at"),
        "place": told("hearing.set:place", "hearing.moved:place", "hearing.moved_to_room:place"),
        "set_at": told("hearing.set@happened_at"),
        "moved_at": told("hearing.set=none", "hearing.moved@happened_at"),
        "changed_at": told("hearing.set=none", "hearing.moved@happened_at", "hearing.moved_to_room@happened_at"),
        "cancelled_at": told("hearing.set=none", "hearing.cancelled@happened_at"),
    },
    {"id": SUBJECT},
)

PAPER = Table(
    Paper,
    ("paper.filed",),
    "",
    {
        "case_id": told("paper.filed@case"),
        "kind": told("paper.filed:kind", "paper.corrected:kind"),
        "title": told("paper.filed!title", "paper.corrected!after.title"),
        "filed_by_id": told("paper.filed:filed_by", "paper.corrected:filed_by"),
        "sha256": told("paper.filed:sha256"),
        "size": told("paper.filed:size"),
        "pages": told("paper.filed:pages"),
        "replaces_id": told("paper.filed:replaces"),
        "filed_at": told("paper.filed@happened_at"),
        "struck_at": told("paper.filed=none", "paper.struck@happened_at"),
        "days_set_in_paper": told("paper.filed:days_set_in_paper", "paper.corrected:days_set_in_paper"),
        "carried_out_at": told("paper.filed:carried_out_at", "paper.carried_out:at"),
        "issued_at": told("paper.filed=none", "paper.filed:issued_at", "paper.corrected:issued_at"),
    },
    {"id": SUBJECT, "wrapped_key": "opens the sealed file; what it opens is compared with the hash"},
)

ENVELOPE = Table(
    Envelope,
    ("envelope.placed",),
    "envelope",
    {
        "order_id": told("envelope.placed^"),
        "case_id": told("envelope.placed@case"),
        "party_id": told("envelope.placed:party"),
        "placed_at": told("envelope.placed@happened_at"),
    },
    {
        "id": SUBJECT,
        "link_index": "keyed hash of the link; whoever opens it still proves who they are",
        "next_step_at": _WORK,
        "ask_law_at": _WORK,
        "law_first_asked_at": _WORK,
        "closed_at": _WORK,
        "wrong_tries": "keeps guessing at bay; decides nothing",
        "wrong_answers": "keeps guessing at bay; decides nothing",
        "answers_locked_at": "keeps guessing at bay; decides nothing",
        "locked_at": "keeps guessing at bay; decides nothing",
        "fetched_at": "fetching the link is no reading",
        "disowned_at": "what was said of the addresses, which are compared, is what the law reads",
        "recalled_at": "follows from its services, which are compared",
    },
)

SERVICE = Table(
    Service,
    ("service.placed",),
    "service",
    {
        "envelope_id": told("service.placed:envelope"),
        "paper_id": told("service.placed:paper"),
        "recalled_at": told("service.placed=none", "service.taken_back@happened_at"),
    },
    {"id": SUBJECT},
)
