"""The timeline of a case in words: when, when the court learned it, what, by whom, and about whom or which paper."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import groupby
from uuid import UUID

from django.db.models import Q, TextField, Value
from django.db.models.functions import Cast as AsType
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from songda.core.access import Act, may
from songda.core.circumstances import ROWS
from songda.core.delivery.states import Purpose, State
from songda.core.evidence.causes import told_at
from songda.core.evidence.names import sentence
from songda.core.identifiers import mask_name
from songda.records.court.staff.models import User
from songda.records.matter.cases.models import Case
from songda.records.matter.parties.models import Party
from songda.records.overview.boards.queries import TimelineRow, typed_in
from songda.records.service.attempts.models import Attempt
from songda.records.service.deeds.models import Deed
from songda.records.service.mandates.models import Mandate
from songda.records.service.orders.models import Service
from songda.records.service.tasks.models import Task
from songda.records.ways.entrustments.models import Entrustment
from songda.web.console.shared import words

# Where somebody is held or serves, and what shows it, is read on their page, where the reading goes on record.
_NOTED = frozenset(row.noted for row in ROWS.values())
_DAILY = frozenset({"notice.watched"})  # put on record every day: told once, with the number of days
# Who answers from outside beside the channels; whoever else does carries letters, and bears the name of a dialect.
_PROVIDERS = {"registry": _lazy("registry of numbers"), "telephone": _lazy("telephone system")}
_CARRIER = _lazy("carrier of letters")
# What is said of a message beside the papers, by the event that says it of the message with the papers.
_BECAME = {
    "attempt.sent": State.ACCEPTED,
    "attempt.refused": State.REJECTED,
    "attempt.arrived": State.ARRIVED,
    "attempt.failed": State.FAILED,
    "attempt.expired": State.EXPIRED,
    "attempt.cancelled": State.CANCELLED,
}


@dataclass(frozen=True)
class Subject:
    """What an event is about, its page (empty when it has none of its own), and to whom it goes if it is a service."""

    name: str
    url: str
    to: str = ""


@dataclass(frozen=True)
class Scene:
    """One line of the story."""

    row: TimelineRow
    sentence: str
    who: str
    about: tuple[Subject, ...]  # several where the same happened to several papers at the same moment

    @property
    def at(self) -> datetime:
        """When it happened."""
        return told_at(self.row.name, self.row.at, self.row.learned_at)

    @property
    def has_two_times(self) -> bool:
        """Whether the court learned of it in another second than that in which it happened."""
        return self.at.replace(microsecond=0) != self.row.learned_at.replace(microsecond=0)

    typed: tuple[str, ...] = ()  # what somebody wrote in their own words, for those who may see it


class Cast:
    """Who and what the events of one case speak about, read once."""

    def __init__(self, case: Case, viewer: User) -> None:
        sees_names = may(viewer.role, Act.SEE_PERSONAL)
        self._case = case
        people = list(case.parties.all())
        ends = words.ends_of_namesakes(people) if sees_names else {}
        self.parties = {str(party.id): _named(party, ends, in_full=sees_names) for party in people}
        self.mandates = _helping(case) if sees_names else {}
        self.papers = {str(paper.id): paper.title for paper in case.papers.all()}
        self.sees_words = sees_names
        self.staff = _staff_of(case)
        services = list(
            Service.objects.filter(envelope__case=case).values_list("id", "paper_id", "envelope_id", "envelope__party")
        )
        self.envelopes = {str(envelope): str(party) for _service, _paper, envelope, party in services}
        self.services = {str(service): (str(paper), str(envelope)) for service, paper, envelope, _party in services}
        key, papers_alone = AsType("id", TextField()), Value(Purpose.SERVICE.value)
        deeds = Deed.objects.filter(envelope__case=case).values_list(key, "envelope_id", papers_alone)
        attempts = Attempt.objects.filter(envelope__case=case).values_list(key, "envelope_id", "purpose")
        tries = list(deeds.order_by().union(attempts.order_by(), all=True))
        self.tries = {made: str(envelope) for made, envelope, _purpose in tries}
        self.purposes = {made: purpose for made, _envelope, purpose in tries if purpose != Purpose.SERVICE}
        self._finders: dict[str, Callable[[str], Subject | None]] = {
            "party": self._party,
            "paper": self._paper,
            "envelope": self._envelope,
            "attempt": self._try,
            "deed": self._try,
            "service": self._service,
        }
        self._by_detail: dict[str, Callable[[object, Mapping[str, object]], Subject | None]] = {
            "service": lambda key, _details: self._service(str(key)),
            "party": lambda key, _details: self._party(str(key)),
            "parties": lambda keys, _details: self._recipients(keys),
            "hearing": lambda _key, details: self._hearing(details),
        }

    def who(self, actor: str) -> str:
        """The actor of an event by name."""
        kind, _colon, key = actor.partition(":")
        known = {"staff": self.staff, "recipient": self.parties, "helper": self.mandates}
        unnamed = {
            "staff": _("Court staff"),
            "recipient": _("Recipient"),
            "helper": _("Helper"),
            "holder": _("Whoever holds the number or address"),
            "client": _("Connected system"),
        }
        if kind == "provider":
            name = words.word(key, "channel") if key in words.TABLES["channel"] else _PROVIDERS.get(key, _CARRIER)
            return _("Provider (%(name)s)") % {"name": name}
        return known.get(kind, {}).get(key) or unnamed.get(kind, _("System"))

    def sentence_of(self, row: TimelineRow) -> str:
        """What happened, in a sentence; of a code or a reminder never as if it had been the message with the papers."""
        purpose = self.purposes.get(row.stream.partition(":")[2]) if row.name in _BECAME else None
        if purpose is None:
            return sentence(row.name, words.language())
        became = {
            "what": words.word(purpose, "attempt_purpose"),
            "state": words.word(_BECAME[row.name], "attempt_state"),
        }
        return capfirst(_("%(what)s: %(state)s.") % became)

    def about(self, row: TimelineRow) -> Subject | None:
        """What an event is about: what its details name, else the thing that it is filed under."""
        kind, _colon, key = row.stream.partition(":")
        if kind == "task":
            return self._task(key, row.details)
        for detail, find_by_detail in self._by_detail.items():
            if named := row.details.get(detail):
                return find_by_detail(named, row.details)
        find = self._finders.get(kind)
        return find(key) if find else None

    def _task(self, key: str, details: Mapping[str, object]) -> Subject | None:
        """What the task is, and about whom; to whom it was given its event tells without saying either."""
        told = details if "kind" in details else self._tasks.get(key)
        if told is None:
            return None
        recipient = self._envelope(str(told.get("envelope") or "")) or self._party(str(told.get("party") or ""))
        return Subject(words.word(told["kind"], "task"), "", recipient.name if recipient else "")

    @cached_property
    def _tasks(self) -> dict[str, Mapping[str, object]]:
        rows = Task.objects.filter(case=self._case).values("id", "kind", "envelope", "party")
        return {str(row["id"]): row for row in rows}

    def _recipients(self, keys: object) -> Subject | None:
        names = [self.parties[str(key)] for key in keys if str(key) in self.parties] if isinstance(keys, list) else []
        return Subject(_(", ").join(names), "") if names else None

    @staticmethod
    def _hearing(details: Mapping[str, object]) -> Subject | None:
        """When and where it is, as far as the event says so."""
        if not (at := str(details.get("at") or "")):
            return None
        local = timezone.localtime(datetime.fromisoformat(at))
        return Subject(f"{local:%Y-%m-%d %H:%M} {details.get('place') or ''}".strip(), "")

    def _party(self, key: str) -> Subject | None:
        return Subject(self.parties[key], _page("party", key)) if key in self.parties else None

    def _paper(self, key: str) -> Subject | None:
        return Subject(self.papers[key], "") if key in self.papers else None

    def _try(self, key: str) -> Subject | None:
        return self._envelope(self.tries.get(key, ""))

    def _envelope(self, key: str) -> Subject | None:
        party = self.envelopes.get(key)
        return Subject(self.parties.get(party, ""), _page("envelope", key)) if party else None

    def _service(self, key: str) -> Subject | None:
        if key not in self.services:
            return None
        paper, envelope = self.services[key]
        party = self.parties.get(self.envelopes.get(envelope, ""), "")
        return Subject(self.papers.get(paper, ""), _page("service", key), party)


def scenes_of(rows: Iterable[TimelineRow], cast: Cast) -> list[Scene]:
    """The rows as scenes, in the order in which they came; what happened alike at one moment is told once.

    So is what is put on record day by day, as long as nothing else came between.
    """
    lines = list(rows)
    typed = typed_in([row.id for row in lines if row.name not in _NOTED]) if cast.sees_words else {}
    return [
        _scene(list(alike), cast, typed)
        for _key, alike in groupby(lines, lambda row: (*_likeness(row), cast.sentence_of(row)))
    ]


def _likeness(row: TimelineRow) -> tuple[object, ...]:
    if row.name in _DAILY:
        return row.name, row.stream, row.actor
    return row.name, row.at, row.learned_at, row.actor


def _scene(rows: list[TimelineRow], cast: Cast, typed: Mapping[UUID, tuple[str, ...]]) -> Scene:
    found = dict.fromkeys(subject for row in rows if (subject := cast.about(row)))
    who = cast.who(rows[0].actor)
    alone = [subject for subject in found if subject.name != who or len(rows) > 1]
    typed_words = dict.fromkeys(text for row in rows for text in typed.get(row.id, ()))
    sentence = cast.sentence_of(rows[0])
    if rows[0].name in _DAILY and len(rows) > 1:
        sentence = _("%(said)s (%(days)s days)") % {"said": sentence, "days": len(rows)}
    return Scene(rows[0], sentence, who, tuple(sorted(alone, key=_recipient)), tuple(typed_words))


def _recipient(subject: Subject) -> str:
    """The papers of one recipient stand together, so that the name is said once."""
    return subject.to


def story_of(case: Case, viewer: User, rows: Sequence[TimelineRow]) -> list[Scene]:
    """The story of these rows for this viewer."""
    return scenes_of(rows, Cast(case, viewer)) if rows else []


def _named(party: Party, ends: Mapping[UUID, str], *, in_full: bool) -> str:
    name = words.full_name(party, ends) if in_full else mask_name(party.name)
    return f"{words.word(party.role, 'role')} {name}"


def _page(name: str, key: str) -> str:
    return reverse(f"console:{name}", args=[UUID(key)])


def _staff_of(case: Case) -> dict[str, str]:
    """Who works in the court, and in the courts that serve for it here: those with the name of their court."""
    others = Entrustment.objects.filter(deed__envelope__case=case).values("court")
    found = User.objects.filter(Q(court=case.court_id) | Q(court__in=others)).select_related("court")
    own, other = "%(name)s", _("%(name)s, %(court)s")
    named = {}
    for user in found:
        court = user.court.name_in(words.language()) if user.court else ""
        pattern = own if user.court_id == case.court_id else other
        named[str(user.id)] = pattern % {"name": user, "court": court}
    return named


def _helping(case: Case) -> dict[str, str]:
    """The helpers of the people in a case: who acts, and for whom."""
    sentence = _("%(who)s, helper of %(whom)s")
    rows = Mandate.objects.filter(party__case=case).select_related("party")
    return {str(row.id): sentence % {"who": row.name, "whom": row.party.name} for row in rows}
