"""Test messages: staff try a channel out with a message to an address of their own, which touches no case.

It goes by the channel's own hand-over in the worker, over the very line that served people's messages go over, and is
never sent again. Reports of it are taken like all others.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction

from songda.channels.contract import Message, Outcome, ReportKind, Sent
from songda.channels.registry import entries
from songda.core.access import Act
from songda.core.delivery.address_kinds import AddressKind
from songda.core.delivery.routes import Route
from songda.core.delivery.wording import channel_test_subject, channel_test_text
from songda.core.evidence.canonical import Json
from songda.core.refusal import Refused, WrongField
from songda.records.court.staff.models import Court
from songda.records.court.staff.office import check_office
from songda.records.ground import vault
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.ground.queue import ask
from songda.records.ground.restores.queries import restore_state
from songda.records.service.attempts.matching import Candidate, are_similar
from songda.records.service.attempts.models import ChannelTest

A_DAY: Final = timedelta(days=1)
MOST_A_DAY: Final = 10  # of one court, over all channels
TAKEN_WITHIN: Final = timedelta(minutes=10)  # what no worker took by then is not sent any more
KEPT_FOR: Final = timedelta(days=30)
LISTED: Final = 20
# Their references come from the far end of the numbers of tries, so that no report of one is taken for the other.
_LAST_REF: Final = 10**18 - 1
_FAILED: Final = (ReportKind.FAILED, ReportKind.SAID_FAILED, ReportKind.BOUNCED)


@dataclass(frozen=True)
class TestDraft:
    """Over which channel, and to which address, as it was typed."""

    __test__ = False  # no test of pytest's

    channel: str
    to: str


def kinds_to_type(route: Route) -> Sequence[AddressKind]:
    """The kinds of address at which this channel can be tried out: those that somebody can type."""
    return [kind for kind in route.reaches if not kind.is_connected]


@transaction.atomic
def send_test(court: Court, draft: TestDraft, by: str, now: datetime) -> ChannelTest:
    """Have a test message sent; who asked for it, and to where, goes on record.

    A pause does not keep it back: it is how one learns that the channel works again. WrongField for an address that
    this channel does not reach; Refused beyond `MOST_A_DAY`, and while nothing goes out after a restore.
    """
    check_office(by, Act.RUN_COURT, court)
    if draft.channel not in entries():
        raise WrongField("channel", "wrong_channel")
    kind, to = _read(entries()[draft.channel].route, draft.to)
    if restore_state().is_quarantined:
        raise Refused("test_in_quarantine")
    Court.objects.select_for_update().get(id=court.id)  # of two at once one is the last of the day
    if ChannelTest.objects.filter(court=court, asked_at__gt=now - A_DAY).count() >= MOST_A_DAY:
        raise Refused("tests_of_a_day", most=MOST_A_DAY)
    index = vault.address_index(kind.word, to)
    made = ChannelTest.objects.create(
        court=court,
        channel=draft.channel,
        kind=kind.word,
        to_sealed=vault.seal_text(_cell(index), to),
        to_index=index,
        asked_by_id=UUID(by.partition(":")[2]),
        asked_at=now,
    )
    about: Mapping[str, Json] = {"channel": draft.channel, "test": made.id}
    record([NewEvent("court.channel_tested", f"court:{court.id}", None, now, by, about, {"to": to})], now)
    ask("attempts.try_out", queue=draft.channel, channel=draft.channel)
    return made


def tests_of(court: Court) -> list[ChannelTest]:
    """The newest tests of a court, the last one first."""
    return list(ChannelTest.objects.filter(court=court).select_related("asked_by").order_by("-id")[:LISTED])


def masked_address(test: ChannelTest) -> str:
    """Where it went, masked."""
    route = entries()[test.channel].route if test.channel in entries() else None
    kind = next((kind for kind in route.reaches if kind.word == test.kind), None) if route else None
    return kind.mask(vault.open_text(_cell(bytes(test.to_index)), test.to_sealed)) if kind else ""


@transaction.atomic
def claim_tests(route: Route, now: datetime) -> list[Message]:
    """The tests that were asked for a moment ago, to be handed over once; none while nothing goes out."""
    if restore_state().is_quarantined:
        return []
    waiting = ChannelTest.objects.filter(channel=route.name, handed_at=None, asked_at__gt=now - TAKEN_WITHIN)
    tests = list(waiting.select_related("court").select_for_update(skip_locked=True, of=("self",)).order_by("id"))
    ChannelTest.objects.filter(id__in=[test.id for test in tests]).update(handed_at=now)
    return [
        Message(
            ref=str(_LAST_REF - test.id),
            to=vault.open_text(_cell(bytes(test.to_index)), test.to_sealed),
            text=channel_test_text(test.court.name, test.id),
            subject=channel_test_subject(test.court.name, test.id),
            is_urgent=True,
        )
        for test in tests
    ]


@transaction.atomic
def note_tests(sent: Sequence[Sent]) -> None:
    """What the provider said when they were handed over."""
    for each in sent:
        ChannelTest.objects.filter(id=_LAST_REF - int(each.ref), outcome="").update(
            outcome=each.outcome.value,
            code=each.code[:40],
            answered_at=each.ended_at,
            provider_ids=[part.provider_id for part in each.parts if part.provider_id],
        )


def reports_of_tests(candidates: Sequence[Candidate]) -> set[Candidate]:
    """Those that speak of a test, which is noted; asked only of what speaks of no try, and of one at least."""
    channels = {candidate.report.channel for candidate in candidates}
    since = min(candidate.report.received_at for candidate in candidates) - KEPT_FOR
    tests = ChannelTest.objects.filter(channel__in=channels, asked_at__gt=since).exclude(handed_at=None)
    known = list(tests.select_for_update().order_by("id"))
    found = {each: test for each in candidates if (test := next((t for t in known if _is_about(each, t)), None))}
    _note_reports(found)
    return set(found)


def _is_about(candidate: Candidate, test: ChannelTest) -> bool:
    receipt = candidate.receipt
    if candidate.report.channel != test.channel:
        return False
    ref = str(_LAST_REF - test.id)
    if receipt.is_marked:
        return receipt.ref_tail == ref
    if receipt.to and vault.address_index(test.kind, receipt.to) == bytes(test.to_index):
        return bool(receipt.ref_tail and ref.endswith(receipt.ref_tail)) or _is_one_of(
            receipt.provider_id, test.provider_ids
        )
    return not receipt.to and receipt.provider_id in test.provider_ids


def _is_one_of(provider_id: str | None, known: Collection[str]) -> bool:
    return any(are_similar(provider_id or "", each) for each in known)


def _note_reports(found: Mapping[Candidate, ChannelTest]) -> None:
    for candidate, test in found.items():
        receipt, at = candidate.receipt, candidate.report.received_at
        if receipt.kind is ReportKind.ARRIVED:
            test.parts_arrived = [*test.parts_arrived, receipt.provider_id or ""]
            if len(set(test.parts_arrived)) >= max(1, len(test.provider_ids)):
                test.arrived_at = test.arrived_at or at
        elif receipt.kind in _FAILED:
            test.failed_at, test.code = test.failed_at or at, receipt.code[:40]
        test.save(update_fields=["parts_arrived", "arrived_at", "failed_at", "code"])


def forget_tests(now: datetime) -> int:
    """Drop the rows of old ones, with the addresses in them; the events stay. How many went."""
    return ChannelTest.objects.filter(asked_at__lt=now - KEPT_FOR).delete()[0]


def unanswered(messages: Sequence[Message], why: str, outcome: Outcome, at: datetime) -> list[Sent]:
    """What is noted of messages of which the channel itself told nothing."""
    return [Sent(message.ref, outcome, why[:40], "", started_at=at, ended_at=at) for message in messages]


def _read(route: Route, typed: str) -> tuple[AddressKind, str]:
    """The kind and the form that is kept; WrongField as the kind that is typed most often at this channel says it."""
    wrong: WrongField | None = None
    for kind in kinds_to_type(route):
        try:
            return kind, kind.read(typed)
        except WrongField as said:
            wrong = wrong or said
    if wrong is None:
        raise Refused("nothing_to_type")
    raise wrong


def _cell(index: bytes) -> str:
    return f"channel_test.to:{index.hex()}"
