"""The history of an envelope, event by event, in the recipient's words; and who looked up their numbers."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.http import HttpResponse

from songda.channels.registry import mask_address
from songda.core.evidence.causes import in_causal_order, told_at
from songda.core.evidence.names import sentence
from songda.core.words import find, name_of
from songda.records.ground.evidence.models import Event
from songda.records.ground.evidence.queries import events_of, secrets_of
from songda.records.ground.vault import link_token
from songda.records.service.attempts.models import Attempt
from songda.records.service.deeds.try_ids import streams_of
from songda.records.service.findings.queries import all_services_of, services_of_each
from songda.records.service.mandates.queries import mandates_of
from songda.records.service.orders.queries import earlier_envelopes
from songda.records.ways.lookups.disclosure import lookups_shown_to
from songda.web.portal.access import GET_ONLY, for_recipient
from songda.web.portal.paper_state import paper_states
from songda.web.portal.visit import Visit, language

INTERNAL = "task."  # the court's own work
OUTDATED = "summons.outdated"
ACCOUNT_TOLD = "account.told"  # that an account was connected or is no more, whoever recorded it
PROVED, PROVED_FOR_A_BODY = "identity.proved", "identity.proved_for_a_body"
_SENDING = ("attempt.planned", "attempt.sent")


@dataclass(frozen=True)
class Step:
    """One thing that happened, when it is told, and when the court learned of it.

    `reported_at`: what the clock of whoever reported it said, where that lies before what led to it.
    """

    at: datetime
    learned_at: datetime
    sentence: str
    about: str  # the paper's title, or by which way and where a message went; empty for what concerns all of them
    who: str = ""  # the helper who did it, for the person whom they help; or who spoke for a body
    reported_at: datetime | None = None
    count: int = 1  # how often the same happened within a minute

    @property
    def is_late(self) -> bool:
        """Whether the court learned of it only a minute later or more."""
        return (self.learned_at - self.at).total_seconds() >= 60

    @property
    def shown(self) -> tuple[object, ...]:
        """What of it stands on the page."""
        return self.at.replace(second=0, microsecond=0), self.sentence, self.about, self.who


def history_of(visit: Visit) -> list[Step]:
    """What happened to the papers of this envelope, oldest first.

    Providers report to the minute, so within a minute the order is that of writing; and what a clock that is slow puts
    before the sending is told after it. How a one-time code travelled is
    left out: that it was sent is told, and its arrival must not be taken for that of the papers.
    """
    titles = {f"service:{view.service.id}": view.paper.title for view in all_services_of(visit.envelope)}
    streams = [f"envelope:{visit.envelope.id}", *titles, *streams_of(visit.envelope.id, purposes=("service",))]
    events_in_order = sorted([*events_of(streams), *_of_the_person(visit, titles)], key=lambda event: event.number)
    events = [event for event in in_causal_order(events_in_order) if not event.name.startswith(INTERNAL)]
    names = {mandate.actor: mandate.name for mandate in mandates_of(visit.envelope.party)}
    speakers = _speakers(visit, events)
    ways = _ways(visit)
    steps = []
    for event, turn in zip(events, _turns(events), strict=True):
        at = told_at(event.name, event.happened_at, event.recorded_at)
        about = titles.get(_service_of(event)) or ways.get(_attempt_of(event), "")
        who, said = names.get(event.actor, ""), event.name
        if event.id in speakers:
            who, said = speakers[event.id], PROVED_FOR_A_BODY
        step = Step(max(at, turn), event.recorded_at, _sentence(said), about, who)
        steps.append(replace(step, reported_at=at) if at < turn else step)
    return _counted(sorted(steps, key=lambda step: step.at.replace(second=0, microsecond=0)))


def _speakers(visit: Visit, events: Sequence[Event]) -> Mapping[UUID, str]:
    """By event in which somebody proved to speak for a body, the name that they gave."""
    proofs = [event.id for event in events if event.name == PROVED and visit.is_body]
    opened = secrets_of(proofs) if proofs else {}
    return {proof: str(opened[proof].private.get("speaker", "")) if proof in opened else "" for proof in proofs}


def _counted(steps: Sequence[Step]) -> list[Step]:
    """Each line once, with how often the same happened: two that look alike tell nobody anything."""
    counts = Counter(step.shown for step in steps)
    first: dict[object, Step] = {}
    for step in steps:
        first.setdefault(step.shown, replace(step, count=counts[step.shown]))
    return list(first.values())


def _ways(visit: Visit) -> dict[str, str]:
    """By which channel and where each message to them went."""
    attempts = Attempt.objects.filter(envelope=visit.envelope).select_related("address")
    ways = {each.id: (each.channel, mask_address(each.address.kind, each.address.value)) for each in attempts}
    return {str(n): f"{name_of('routes.channel', channel, language())} {to}" for n, (channel, to) in ways.items()}


def _attempt_of(event: Event) -> str:
    """The message that it is about, if it is about one."""
    return str(event.data.get("attempt", event.stream.removeprefix("attempt:")))


def _of_the_person(visit: Visit, titles: Collection[str]) -> list[Event]:
    """What is kept with the person: that a hearing of these papers was moved or cancelled, and what they said here.

    What others recorded of them is not told: a judge may have delayed that they learn of a look-up.
    """
    theirs = events_of([f"party:{visit.envelope.party_id}"])
    own = (e for e in theirs if e.actor == visit.actor or e.name == ACCOUNT_TOLD)
    return [*own, *(e for e in theirs if e.name == OUTDATED and _service_of(e) in titles)]


def _service_of(event: Event) -> str:
    """The stream of the service that it is about, if it is about one alone."""
    return f"service:{event.data['service']}" if "service" in event.data else event.stream


def _turns(events: Sequence[Event]) -> Iterator[datetime]:
    """The minute of each, but for what became of a message, and took effect with it, none before it was sent."""
    sent: dict[str, datetime] = {}
    put_off: dict[datetime, datetime] = {}  # moments of reports that lie before the sending
    for event in events:
        at = told_at(event.name, event.happened_at, event.recorded_at).replace(second=0, microsecond=0)
        if event.name in _SENDING:
            sent[event.stream] = at = max(at, sent.get(event.stream, at))
        elif event.stream in sent:
            at = put_off[event.happened_at] = max(at, sent[event.stream])
        yield put_off.get(event.happened_at, at)


def _sentence(name: str) -> str:
    """To the recipients themselves, where there are words for that."""
    return find(f"history.{name}", language()) or sentence(name, language())


@dataclass(frozen=True)
class Earlier:
    """Another envelope of the same person in the same case."""

    token: str
    sent_at: datetime
    papers: object


@for_recipient(GET_ONLY)
def history(visit: Visit) -> HttpResponse:
    """Everything that happened to these papers, and the earlier services in this case."""
    others = earlier_envelopes(visit.envelope)
    views = services_of_each(others)
    states = {state.service.id: state for state in paper_states([view for own in views.values() for view in own])}
    earlier = [
        Earlier(link_token(other.id), other.placed_at, [states[view.service.id] for view in views[other.id]])
        for other in others
    ]
    return visit.page("history", {"past": history_of(visit), "earlier": earlier})


@for_recipient(GET_ONLY)
def looked_up(visit: Visit) -> HttpResponse:
    """Every look-up of this person that no judge delays telling; other courts are named without their cases."""
    speaks = language()
    shown = [
        {
            "court": one.court_zh if speaks == "zh" else one.court_en,
            "at": one.at,
            "purpose": name_of("lookups.purpose", one.purpose, speaks),
            "operators": [name_of("lookups.operator", word, speaks) for word in one.operators],
            "case": one.case_number,
        }
        for one in lookups_shown_to(visit.envelope.party, visit.now)
    ]
    return visit.page("looked_up", {"shown": shown})
