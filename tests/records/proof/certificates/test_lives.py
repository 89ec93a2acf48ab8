"""Over random lives no line names a day, a person, a way or an act that the events of the service do not bear.

A certificate is really issued of each life (`lives`), and what is looked at is what was printed and what the log keeps
of it. On its first page stands only what the way that counts, and what was said against it, bears.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

import pytest
from django.db import transaction

from songda.channels.registry import mask_address
from songda.core.certificates.facts import CertificateFacts, CertifiedMoment
from songda.core.certificates.listing import list_lines, read_listing
from songda.core.certificates.words import same
from songda.core.law.decision import BY_PEOPLE
from songda.core.words import name_of, names_of, say
from songda.records.ground.evidence.models import Event
from songda.records.ground.evidence.queries import events_of
from songda.records.law.decisions.ask_law import ask_law
from songda.records.matter.parties.models import Address
from songda.records.proof.certificates.streams import streams_of_services, streams_of_ways
from songda.records.service.orders.models import Envelope
from tests import make
from tests.records.proof.certificates.keys import keys
from tests.records.proof.certificates.lives import BEGINNINGS, DAY, END, OTHERS_NAME, Life, issued, lived
from tests.records.stage import NOW, Stage, envelope

__all__ = ["keys"]
pytestmark = [pytest.mark.database, pytest.mark.usefixtures("keys")]
# What the events are called that a line of the course tells; what is derived from several has the events of each.
EVENTS = {
    "ordered": "order.placed",
    "sent": "attempt.sent",
    "accepted": "attempt.sent",
    "arrived": "attempt.arrived",
    "failed": "attempt.failed",
    "bounced": "attempt.bounced",
    "read": "paper.opened",
    "downloaded": "paper.downloaded",
    "acknowledged": "paper.acknowledged",
    "acknowledged_in_call": "call.recorded",
    "denied": "address.disowned",
    "known": "knowledge.shown",
    "arrival_proved": "objection.raised",
}


def texts(part: object) -> Iterator[str]:
    """Everything that stands on a certificate, in Chinese."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict):
        yield part.get("zh", "")
    elif is_dataclass(part):
        for field in fields(part):
            yield from texts(getattr(part, field.name))
    elif isinstance(part, tuple):
        for piece in part:
            yield from texts(piece)


def moments_in(value: object) -> Iterator[date]:
    """Every day, and every moment to the second, that an event tells of."""
    if isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from moments_in(each)
    elif isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}(T.*)?", value):
        at = datetime.fromisoformat(value)
        yield at.replace(microsecond=0) if at.tzinfo else at.date()


def told_by(events: Iterable[Event], zone: Any) -> set[date]:
    """The moments that these events tell of, and their days in the zone; what the law made of them is not told."""
    facts = [event for event in events if not event.name.startswith(("service.", "certificate."))]
    found = {each for event in facts for each in moments_in(event.data)}
    found |= {event.happened_at.replace(microsecond=0) for event in facts}
    found |= {event.recorded_at.replace(microsecond=0) for event in facts}
    return found | {each.astimezone(zone).date() for each in found if isinstance(each, datetime)}


class Borne:
    """What the events of one life bear: of all that was tried, and of the try that counts alone."""

    def __init__(self, life: Life) -> None:
        self.life, self.zone = life, life.facts.zone
        self.service = life.sealed.services.select_related("envelope").get()
        streams = [*streams_of_services([self.service])[self.service.id], f"case:{life.sealed.case_id}"]
        self.events = list(events_of(streams))
        self.deeds = {str(deed.id): deed for deed in life.sealed.deeds.all()}
        self.attempts = {str(attempt.id): attempt for attempt in life.sealed.attempts.all()}
        self.ways = {key: deed.way for key, deed in self.deeds.items()}
        self.ways |= {key: attempt.channel for key, attempt in self.attempts.items()}
        won = life.finding.winning_attempt
        self.own = {won: self.ways[won]} if won else self.ways
        self.days = told_by(self.events, self.zone)  # and those of the law's answer and of the paper
        self.days |= {at.astimezone(self.zone).date() for at in (life.finding.decided_at, END)}

    def of_tries(self, own: dict[str, str]) -> list[Event]:
        """Of these tries and of what is beside all tries: the case, the person, their consent, what they did."""
        deeds = [self.deeds[key].id for key in own if key in self.deeds]
        sealed = self.life.sealed
        streams = [*streams_of_ways(sealed.id, deeds), f"service:{self.service.id}", f"order:{sealed.order_id}"]
        streams += [f"attempt:{key}" for key in own if key in self.attempts]
        return [
            event
            for event in events_of([*streams, f"party:{sealed.party_id}", f"case:{sealed.case_id}"])
            if is_of(event, own)
        ]

    def addresses(self, own: dict[str, str]) -> set[str]:
        """Where these tries went, as a certificate shows it."""
        tries = [*self.deeds.items(), *self.attempts.items()]
        ids = {one.address_id for key, one in tries if key in own}
        return {mask_address(each.kind, each.value) for each in Address.objects.filter(id__in=ids - {None})}


def is_of(event: Event, own: dict[str, str]) -> bool:
    """Whether it tells of one of these tries, or of no try at all; a service has no more than one notice."""
    about = event.data.get("deed") or event.data.get("attempt") or event.stream.partition(":")[2]
    if event.name.startswith("notice."):
        return "public_notice" in own.values()
    tells_of_a_try = event.name.startswith(("deed.", "attempt.", "visit.", "entrustment.", "notice.", "letter."))
    return not tells_of_a_try or str(about) in own or event.stream.startswith(("letter:", "carrier_report:"))


def unborne(life: Life) -> list[str]:
    """What stands on the certificate and in no event of the service; empty where all is borne."""
    borne = Borne(life)
    days = unborne_days(life, borne.days, "\n".join(texts(life.content)))
    return [
        *(f"{one} anywhere" for one in days),
        *unborne_people(life),
        *unborne_moments(life, borne),
        *unborne_ways(life, borne),
        *unborne_lines(life, borne),
        *unborne_first_page(life, borne),
        *unborne_effect(life, borne),
        *unprinted(life),
    ]


def unborne_days(life: Life, days: set[date], text: str) -> list[str]:
    """A last day is reckoned, and told by the law's answer alone."""
    reckoned = {period.last_day for period in life.finding.decision.periods}
    told = re.findall(r"(\d{4})(?:年|-)(\d{1,2})(?:月|-)(\d{1,2})(?!\d)", text)
    return [f"day {'-'.join(each)}" for each in told if date(*map(int, each)) not in days | reckoned]


def unborne_people(life: Life) -> list[str]:
    text, client = "\n".join(texts(life.content)), life.sealed.party.acts_for
    others = ["somebody else"] if OTHERS_NAME in text else []
    return [*others, "client missing"] if client is not None and client.name not in text else others


def unborne_moments(life: Life, borne: Borne) -> list[str]:
    wrong = []
    for moment in life.facts.moments:
        own = [event for event in borne.events if event.name == EVENTS[moment.kind]]
        if not own:
            wrong.append(f"act {moment.kind}")
        elif moment.at.replace(microsecond=0) not in told_by(own, borne.zone):
            wrong.append(f"{moment.kind} at another moment")
        if is_too_early(life, moment):
            wrong.append(f"{moment.kind} of what had not been sent")
    return wrong


def is_too_early(life: Life, moment: CertifiedMoment) -> bool:
    """Whether it tells of a receipt before anything was on its way, which can have been none of this paper.

    What the program itself saw at its own door may have been before any try, but not before the order.
    """
    tried = [deed.began_at for deed in life.sealed.deeds.all()]
    tried += [one.claimed_at for one in life.sealed.attempts.all() if one.claimed_at]
    told = moment.kind in {"acknowledged_in_call", "known", "acted"}
    return moment.at < (min(tried, default=END) if told else life.sealed.placed_at)


def unborne_ways(life: Life, borne: Borne) -> list[str]:
    way = life.facts.address.channel
    wrong = [f"way {way}"] if way and way not in borne.own.values() else []
    used = {name_of("certificates.channel", each, "zh") for each in borne.ways.values()}
    told = {cell["zh"] for table in life.content.tables for line in table.lines for cell in line}
    return [*wrong, *(f"way {each}" for each in (told & set(names_of("certificates.channel", "zh").values())) - used)]


def unborne_lines(life: Life, borne: Borne) -> list[str]:
    """Of the lists behind: each line is of a try of its way, at a moment and with a person that one tells of."""
    wrong = []
    for line in life.facts.by_people:
        own = {key: way for key, way in borne.ways.items() if way == line.way}
        events = [event for event in borne.of_tries(own) if not event.name.startswith(BESIDE)]
        if line.at.replace(microsecond=0) not in told_by(events, borne.zone):
            wrong.append(f"line at another moment: {line.what['zh']}")
        wrong += [f"{word}: {line.what['zh']}" for word in people_in(line.what["zh"]) - people_of(events)]
        if life.sealed.party.kind == "legal_person" and people_in(line.what["zh"]) == {"本人"}:
            wrong.append(f"nobody is a company in person: {line.what['zh']}")
    for attempt in life.facts.attempts:
        sent = [one for one in borne.attempts.values() if one.submitted_at == attempt.at]
        if not any(one.channel == attempt.channel for one in sent):
            wrong.append(f"message by {attempt.channel} that was not sent")
        if attempt.masked not in borne.addresses({str(one.id): one.channel for one in sent}):
            wrong.append("address of a message")
    return wrong


def people_in(told: str) -> set[str]:
    """Who signed or refused, by a line of what people did."""
    signers = "|".join(sorted(map(re.escape, names_of("deeds.signer", "zh").values()), key=len, reverse=True))
    return {one or other for one, other in re.findall(f"签收：({signers})|({signers})(?=拒收)", told)}


def people_of(events: Iterable[Event]) -> set[str]:
    """Those of whom these events tell that they signed or refused, in the words of a certificate."""
    told = {str(event.data.get(key)) for event in events for key in ("by", "signer")}
    if any("refused" in {event.data.get("manner"), event.data.get("cause")} for event in events):
        told.add("recipient")
    return {name_of("deeds.signer", one, "zh") for one in told}


# What is no part of any try: who it is about, since when their address and consent are on record, what was decided.
BESIDE = ("order.", "case.", "party.", "address.", "consent.", "refusal.", "call.", "knowledge.", "determination.")


def unborne_first_page(life: Life, borne: Borne) -> list[str]:
    """Days, ways, people and places on it that neither the counted try bears nor what is beside all tries."""
    content, finding, own = life.content, life.finding, borne.own
    rows = [row for section in (*content.sections, content.signatories) for row in section.rows]
    by_label = {row.label["zh"]: row.value["zh"] for row in rows}
    page = "\n".join([content.statement["zh"], *[f"{row.label['zh']} {row.value['zh']}" for row in rows]])
    events = borne.of_tries(own)
    others = set(names_of("certificates.channel", "zh")) - set(own.values())
    beside = content.statement["zh"].split("送达以上述方式为准")[0]
    foreign = [name_of("certificates.channel", each, "zh") for each in others]
    wrong = [f"way on page 1: {each}" for each in foreign if f"以{each}方式" in beside or f"送达方式 {each}\n" in page]
    if finding.ground in BY_PEOPLE:
        wrong += [f"of messages: {word}" for word in ("送达信息", "链接", "电子送达地址") if word in page]
    where = by_label.get("送达地点") or by_label.get("送达地址")
    if where not in {None, say("certificates.field.no_place", "zh"), "—", *borne.addresses(own)}:
        wrong.append("place on page 1")
    told = [event for event in events if not event.name.startswith(BESIDE)]
    wrong += [f"person on page 1: {one}" for one in people_in(by_label.get("送达情形", "")) - people_of(told)]
    days = told_by(events, borne.zone) | {END.astimezone(borne.zone).date()}
    return [*(f"{one} on page 1" for one in unborne_days(life, days, page)), *wrong]


def unborne_effect(life: Life, borne: Borne) -> list[str]:
    """What came of it: as the answer stands, at a moment that events tell, in dispute only where somebody disputes."""
    finding, effect, content = life.finding, life.facts.effect, life.content
    wrong = [] if (effect.status, effect.ground) == (finding.status, finding.ground) else ["another result"]
    at = effect.effective_at
    if at is not None and at.replace(microsecond=0) not in told_by(borne.of_tries(borne.own), borne.zone):
        wrong.append("effect at another moment")
    labels = {row.label["zh"] for section in content.sections for row in section.rows}
    against = {event.name for event in borne.events} & {"objection.raised", "address.disowned"}
    if ("争议情况" in labels) != (finding.is_in_doubt and bool(against)):
        wrong.append("dispute")
    if (at is None) != (not labels & {"送达日期", "推定送达日期"}):
        wrong.append("day of the effect")
    claims = content.statement["zh"].replace("不作为送达生效的依据", "") + "".join(labels)
    if finding.status != "effective" and "生效" in claims:
        wrong.append("an effect that is only presumed or none")
    says_so = {"effective": "送达生效", "presumed": "推定完成有效送达（可以反证推翻）"}
    if (content.result["zh"] in says_so.values()) != (finding.status in says_so):
        wrong.append("first line")
    return wrong


MACHINES = r"[0-9a-f]{8}-[0-9a-f]{4}-|送达尝试\d{1,3}(?!\d)|〔条文明定〕|None|\{|\}|certificates\."


def unprinted(life: Life) -> list[str]:
    """Every line stands on the paper and on the page that checks it, and no machine's word on either."""
    content = life.content
    names = [party.name for party in life.sealed.case.parties.all()]
    wrong = [] if life.kept == read_listing(list_lines(content, names), "zh") else ["the log keeps other lines"]
    rows = [row for section in (*content.sections, content.signatories, content.proof) for row in section.rows]
    cells = [cell for table in content.tables for line in table.lines for cell in line]
    lines = [content.statement, content.result, *(row.value for row in rows), *cells, *content.remarks, content.basis]
    wrong += [f"not printed: {line['zh']}" for line in lines if "".join(line["zh"].split()) not in life.paper]
    strange = re.findall(
        r"[0-9a-f]{8}-[0-9a-f]{4}-|送达尝试\d{1,3}(?!\d)|〔条文明定〕|None|\{|\}|certificates\.", life.paper
    )
    return [*wrong, *(f"machine's word: {each}" for each in strange)]


# By how a life begins the seeds of a day's run, which come to all that such a life can come to.
SEEDS = {
    "by_messages": (0, 5, 6, 7, 23, 32),
    "by_a_found_number": (0, 1, 2, 3, 4),
    "by_hand": (3, 5, 10, 19, 23, 28),
    "by_letter": (0, 1, 5, 7),
    "by_visit": (0, 3, 7),
    "by_another_court": (3, 5),
    "by_notice": (3,),
}
COME_TO = {
    "by_messages": "effective arrival, effective receipt_completed, awaiting_judge, not_effective, in doubt, agent",
    "by_a_found_number": "presumed receipt_presumed, effective receipt_completed, not_effective, in doubt",
    "by_hand": "effective signature, effective left, effective returned, presumed returned, not_effective, not_allowed",
    "by_letter": "effective signature, effective returned, presumed returned, not_effective, in doubt, firm",
    "by_visit": "effective signature, effective left, not_effective, in doubt",
    "by_another_court": "effective signature, not_effective, in doubt",
    "by_notice": "effective public_notice, in doubt",
}


def outcome(life: Life) -> set[str]:
    finding, party = life.finding, life.sealed.party
    told = {"in doubt": finding.is_in_doubt, "agent": party.role == "agent", "firm": party.kind == "legal_person"}
    return {f"{finding.status} {finding.ground or ''}".strip(), *(word for word, holds in told.items() if holds)}


@pytest.mark.parametrize("at_night", [False, pytest.param(True, marks=pytest.mark.night("more lives"))])
@pytest.mark.parametrize("begins", BEGINNINGS)
def test_no_line_of_a_random_life_is_unborne(begins: Callable[[Random], Envelope], at_night: bool) -> None:
    wrong, came_to = {}, set[str]()
    for seed in range(60) if at_night else SEEDS[begins.__name__]:
        with transaction.atomic():
            if (life := lived(begins, seed)) is not None:
                came_to |= outcome(life)
                wrong[seed] = unborne(life)
            transaction.set_rollback(True)
    assert {seed: lines for seed, lines in wrong.items() if lines} == {}
    assert set(COME_TO[begins.__name__].split(", ")) - came_to == set()


def moved(facts: CertificateFacts) -> CertificateFacts:
    at = facts.effect.effective_at
    return replace(facts, effect=replace(facts.effect, effective_at=(at or END) + 300 * DAY))


# Each is a fault that a certificate once had or could have: the property must see it.
FAULTS = {
    "another day": moved,
    "the client left out": lambda facts: replace(facts, recipient=replace(facts.recipient, acts_for=None)),
    "an act that nobody did": lambda facts: replace(
        facts, moments=(*facts.moments, CertifiedMoment("denied", NOW, "holder"))
    ),
    "a receipt of what had not been sent": lambda facts: replace(
        facts, moments=(*facts.moments, CertifiedMoment("acknowledged", NOW - DAY, "recipient"))
    ),
    "a way that was not taken": lambda facts: replace(facts, address=replace(facts.address, channel="fax")),
    "a try of another way": lambda facts: replace(
        facts, attempts=(*facts.attempts, replace(facts.attempts[0], channel="wechat"))
    ),
    "an act at another moment": lambda facts: replace(
        facts, moments=tuple(replace(one, at=one.at + timedelta(hours=5)) for one in facts.moments)
    ),
    "an address of somebody else's": lambda facts: replace(facts, address=replace(facts.address, masked="139****0000")),
    "a dispute that nobody began": lambda facts: replace(facts, disputed_since=NOW),
    "a day of the effect that is none": lambda facts: replace(
        facts, effect=replace(facts.effect, effective_at=facts.effect.effective_at + DAY)
    ),
    "somebody else": lambda facts: replace(facts, remarks=(*facts.remarks, same(OTHERS_NAME))),
}


def test_the_property_sees_each_fault_that_is_planted() -> None:
    client = make.party(name="李某某")
    agent = {"role": "agent", "name": "赵律师", "acts_for_id": client.id, "agent_authority": "special"}
    party = make.party(client.case, **agent)
    make.address(party)
    make.consent(party)
    sealed = envelope(party)
    stage = Stage()
    stage.send()
    stage.apply()
    ask_law(END)
    life = issued(sealed)
    assert unborne(life) == []
    assert [name for name, fault in FAULTS.items() if unborne(replace(life, facts=fault(life.facts))) == []] == []
