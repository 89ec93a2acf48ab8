"""Which tables of a court's work are compared with the log, and which of their columns are no evidence, and why."""

import json
from collections.abc import Iterable
from operator import attrgetter

from songda.core.state import UNTOLD
from songda.core.state.entities_of_work import work_entities
from songda.records.court.staff.models import Proposal
from songda.records.ground.incidents.models import Incident
from songda.records.ground.vault import address_index, name_index
from songda.records.proof.certificates.compared import SUBJECT, WORDS_ONLY, WORK_ONLY, keyed, opens, words
from songda.records.proof.certificates.comparing import ComparedTable
from songda.records.service.outreach.models import Answer, Campaign, Photo
from songda.records.service.tasks.models import Task
from songda.records.service.telephone.models import TOLD_AS_MISSING, Dial, Recording
from songda.records.ways.entrustments.models import Entrustment
from songda.records.ways.lookups.models import Alarm, Inquiry, Lookup, Uncovering
from songda.records.ways.portal.address_forms.models import SignedForm

_UNASKED = frozenset({"", "not_asked", "missing"})  # what an inquiry says that no event answered


def _numbers_of(inquiry: Inquiry) -> object:
    """What an operator named, as far as it was not shredded."""
    numbers = list(inquiry.numbers.all())
    return UNTOLD if any(each.shredded_at for each in numbers) else _number_marks(each.value for each in numbers)


def _number_marks(numbers: Iterable[str]) -> list[str]:
    """Keyed hashes of numbers, so that no finding of an audit names one."""
    return sorted(address_index("mobile", each).hex() for each in numbers)


def _draft_mark(draft: object) -> bytes:
    """The keyed hash of what a request is about, which may name people."""
    return name_index(json.dumps(draft, ensure_ascii=False, sort_keys=True))


def _is_of_its_court(task: Task) -> bool:
    """That of its case, or one that was entrusted with these papers, as the events of that tell."""
    entrusted = Entrustment.objects.filter(deed__envelope=task.envelope_id, court=task.court_id)
    return task.court_id == task.case.court_id or (task.envelope_id is not None and entrusted.exists())


TASK = ComparedTable(
    Task,
    work_entities.Task,
    lambda state: state.tasks,
    {
        "id": SUBJECT,
        "named_at": "what it was to be due at; what it is due at is compared",
        "stands_still_since": "follows from the ledger of its term, of which the events tell line by line",
        "term": WORK_ONLY,
        "rungs_left": WORK_ONLY,
        "timer_at": WORK_ONLY,
    },
    {"court_id": (lambda _task: True, _is_of_its_court)},
)
LOOKUP = ComparedTable(
    Lookup,
    work_entities.Lookup,
    lambda state: state.lookups,
    {
        "id": SUBJECT,
        "subject_index": "keyed hash of the number that was asked about; finds doubled requests",
        "name_index": "keyed hash of the name that was asked about; nobody of another name is asked for",
        "untold_until": "when the person is told of it, which the law lets a court put off; shown, decides nothing",
    },
    {"why_sealed": words(attrgetter("why"), "why")},
)
INQUIRY = ComparedTable(
    Inquiry,
    work_entities.Inquiry,
    lambda state: state.inquiries,
    {
        "id": SUBJECT,
        "step": WORK_ONLY,
        "times_asked": WORK_ONLY,
        "send_after": WORK_ONLY,
        "claimed_at": WORK_ONLY,
        "claimed_by": WORK_ONLY,
    },
    {"numbers": (keyed("numbers", _number_marks), _numbers_of)},
    may_be_unlogged=lambda row: row.answer in _UNASKED,
    fits=lambda column, found, said: column == "answer" and said == "" and found in _UNASKED,
)
UNCOVERING = ComparedTable(
    Uncovering,
    work_entities.Uncovering,
    lambda state: state.uncoverings,
    {"id": SUBJECT},
    key=lambda row: (str(row.number_id), str(row.user_id)),
    column_if_unlogged="at",
)
DIAL = ComparedTable(
    Dial,
    work_entities.Dial,
    lambda state: state.dials,
    {
        "id": SUBJECT,
        "sent_at": WORK_ONLY,
        "hang_up_at": WORK_ONLY,
        "hung_up_at": WORK_ONLY,
        "taped_at": "that a recording is there; its hash is compared",
        "copy_since": WORK_ONLY,
    },
    fits=lambda column, found, said: column == "no_recording" and found == "" and said in TOLD_AS_MISSING,
)
RECORDING = ComparedTable(
    Recording,
    work_entities.Recording,
    lambda state: state.recordings,
    {"id": SUBJECT, "wrapped_key": "opens the sealed sound; what it opens is compared with the hash"},
)
SIGNED_FORM = ComparedTable(
    SignedForm,
    work_entities.SignedForm,
    lambda state: state.signed_forms,
    {
        "id": SUBJECT,
        "wrapped_key": "opens the sealed file; what it opens is compared with the hash",
        "recorded_at": "the event says when it was recorded",
    },
    {"says_sealed": opens(attrgetter("says"))},
)
PROPOSAL = ComparedTable(
    Proposal,
    work_entities.Proposal,
    lambda state: state.proposals,
    {
        "id": SUBJECT,
        "ends_at": "follows from when it was asked for",
    },
    {"draft": (keyed("draft", _draft_mark), lambda row: _draft_mark(row.draft))},
)
INCIDENT = ComparedTable(
    Incident,
    work_entities.Incident,
    lambda state: state.incidents,
    {
        "id": SUBJECT,
        "detail": "the last of the words in which a machine complained",
        "waiting": "how many waited at the worst moment",
    },
    key=lambda row: work_entities.incident_id(row.kind, row.subject, row.begun_at),
    column_if_unlogged="begun_at",
)
CAMPAIGN = ComparedTable(Campaign, work_entities.Campaign, lambda state: state.campaigns, {"id": SUBJECT})
ANSWER = ComparedTable(Answer, work_entities.Answer, lambda state: state.answers, {"id": SUBJECT})
ALARM = ComparedTable(
    Alarm,
    work_entities.Alarm,
    lambda state: state.alarms,
    {"id": SUBJECT},
    {"review_sealed": words(attrgetter("review"), "finding", "reviewed_at")},
)
PHOTO = ComparedTable(
    Photo,
    work_entities.Photo,
    lambda state: state.photos,
    {
        "id": SUBJECT,
        "shows": WORDS_ONLY,
        "wrapped_key": "opens the sealed file; what it opens is compared with the hash",
    },
)
