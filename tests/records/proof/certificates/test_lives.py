"""Over random lives no line names a day, a person, a way or an act that the events of the service do not bear.

A certificate is written of each life. A second defendant of the case is served by other ways on other days, and must
show nowhere.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

import pytest

from songda.clock import new_id
from songda.core.certificates import CertificateContent, write_certificate
from songda.core.certificates.facts import CertificateFacts, CertifiedMoment
from songda.core.certificates.words import same
from songda.core.identity import Assurance
from songda.core.refusal import Refused
from songda.core.words import name_of, names_of
from songda.records.ground.evidence.models import Event
from songda.records.ground.evidence.queries import events_of
from songda.records.law.decisions.ask_law import ask_law
from songda.records.law.facts.dossier import load_dossiers
from songda.records.matter.parties.models import Party
from songda.records.proof.certificates.draft import Draft
from songda.records.proof.certificates.says import content as says
from songda.records.proof.certificates.streams import streams_of_services
from songda.records.service.findings.models import Finding
from songda.records.service.orders.models import Envelope
from songda.records.ways.deeds import DeedDraft, StepDraft, record_deed
from songda.records.ways.portal.acts.visits import confirm_receipt, note_opening
from songda.records.ways.telephone.calls.actions import record_call
from songda.records.ways.telephone.calls.drafts import CallDraft
from tests import make
from tests.channels.fake import script
from tests.records.stage import NOW, Stage, envelope

pytestmark = pytest.mark.database
DAY = timedelta(days=1)
END = NOW + 60 * DAY
MESSAGES = (None, script.ARRIVES, script.FAILS, script.BOUNCES, script.NEVER_REPORTS)
STEPS = (
    ("mail", StepDraft("signed", NOW, by="recipient")),
    ("mail", StepDraft("signed", NOW, by="cohabitant")),
    ("mail", StepDraft("returned", NOW, by="recipient", manner="refused")),
    ("mail", StepDraft("returned", NOW, manner="nobody_met")),
    ("direct", StepDraft("signed", NOW, by="recipient")),
    ("direct", StepDraft("failed", NOW, words="无人在家")),
    ("left", StepDraft("left", NOW, by="recipient", manner="witnessed", words="王主任见证")),
    ("entrusted", StepDraft("signed", NOW, by="recipient")),
)
OTHERS_NAME = "钱二某"
# What the events are called that a line of the course tells; what is derived from several has the events of each.
EVENTS = {
    "ordered": "order.placed",
    "sent": "attempt.sent",
    "accepted": "attempt.sent",
    "arrived": "attempt.arrived",
    "failed": "attempt.failed",
    "bounced": "attempt.bounced",
    "read": "paper.opened",
    "acknowledged": "paper.acknowledged",
    "acknowledged_in_call": "call.recorded",
    "denied": "address.denied",
    "known": "knowledge.shown",
}


@dataclass
class Life:
    """A service and what was done for it, with what its certificate is written from."""

    sealed: Envelope
    facts: CertificateFacts

    @property
    def content(self) -> CertificateContent:
        return write_certificate(self.facts)


def lived(seed: int) -> Life | None:
    """A life of this seed, with its certificate's facts; None where nothing came about that the law was asked of."""
    chance = Random(seed)
    party = someone(chance)
    others_life(party)
    message = chance.choice(MESSAGES)
    sealed = envelope(party)
    if message is not None:
        stage = Stage(message, NOW + timedelta(hours=chance.randrange(1, 20)))
        stage.send()
        stage.apply()
        tell_what_they_did(sealed, chance)
    places = [address.id for address in party.addresses.filter(kind="postal")]
    for number in range(chance.randrange(0, 3)):
        way, step = chance.choice(STEPS)
        at = NOW + (6 + 5 * number) * DAY + timedelta(hours=chance.randrange(8))
        draft = DeedDraft(way, tuple(sealed.services.values_list("id", flat=True)), replace(step, at=at))
        with suppress(Refused):  # what cannot have been, such as a paper left nowhere
            record_deed(sealed, replace(draft, address_id=chance.choice([None, *places])), "engine", at + DAY)
    ask_law(END)
    return Life(sealed, facts_of(sealed)) if Finding.objects.filter(service__envelope=sealed).exists() else None


def someone(chance: Random) -> Party:
    party = make.party(name="李某某")
    if chance.random() < 0.3:
        draft = {"role": "agent", "name": "赵律师", "acts_for_id": party.id, "agent_authority": "special"}
        party = make.party(party.case, **draft)
    make.address(party, kind="postal", value="山西省孝义市迎宾路1号", address_class="provided")
    make.address(party, chance.choice(["confirmed", "provided", "found"]))
    if chance.random() < 0.7:
        make.consent(party)
    return party


def others_life(party: Party) -> None:
    """Somebody else of the case, served by every way, on days on which nothing else happens."""
    other = make.party(party.case, name=OTHERS_NAME)
    place = make.address(other, kind="postal", value="山西省孝义市振兴路2号").id
    sealed = envelope(other)
    services = tuple(sealed.services.values_list("id", flat=True))
    for number, (way, step) in enumerate(STEPS[:3]):
        at = NOW + (40 + number) * DAY
        record_deed(sealed, DeedDraft(way, services, replace(step, at=at), place), "engine", at)


def tell_what_they_did(sealed: Envelope, chance: Random) -> None:
    services = list(sealed.services.all())
    if chance.random() < 0.5:
        note_opening(services[0], Assurance.NUMBER_AND_CODE, NOW + 2 * DAY)
        if chance.random() < 0.5:
            confirm_receipt(sealed, [services[0].id], Assurance.NUMBER_AND_CODE, NOW + 3 * DAY)
    elif chance.random() < 0.5:
        number = sealed.party.addresses.get(kind="mobile")
        known: dict[str, Any] = {"is_matched": True, "no_recording": "no_recorder"}
        draft = CallDraft(NOW + 4 * DAY, "received", number.id, received=(services[0].id,), **known)
        with suppress(Refused):  # nothing had been sent by then
            record_call(sealed.party, draft, f"staff:{make.user().id}", NOW + 4 * DAY)


def facts_of(sealed: Envelope, monkeypatch: pytest.MonkeyPatch | None = None) -> CertificateFacts:
    """What the certificate that would be made now is written from."""
    with pytest.MonkeyPatch.context() if monkeypatch is None else monkeypatch.context() as patch:
        patch.setattr(says, "write_certificate", lambda facts: facts)
        rows = Envelope.objects.select_related("case__court", "case__judge", "party__acts_for")
        dossier = load_dossiers([rows.get(id=sealed.id)])[0]
        finding = Finding.objects.get(service__envelope=sealed)
        return says.content_of(Draft(new_id(), finding, dossier, "1", "ABCD", None), None, END)  # type: ignore[return-value]


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


def days_in(value: object, zone: Any) -> Iterator[date]:
    """Every day that an event tells of."""
    if isinstance(value, dict):
        for each in value.values():
            yield from days_in(each, zone)
    elif isinstance(value, list):
        for each in value:
            yield from days_in(each, zone)
    elif isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}(T.*)?", value):
        at = datetime.fromisoformat(value)
        yield at.astimezone(zone).date() if at.tzinfo else at.date()


def unborne(life: Life) -> list[str]:
    """What stands on the certificate and in no event of the service; empty where all is borne."""
    service = life.sealed.services.select_related("envelope").get()
    own = [*streams_of_services([service])[service.id], f"case:{life.sealed.case_id}"]
    events = list(events_of(own))
    names = {event.name for event in events}
    acts = [f"act {moment.kind}" for moment in life.facts.moments if EVENTS[moment.kind] not in names]
    return [*unborne_days(life, events), *unborne_people(life), *acts, *unborne_ways(life)]


def unborne_days(life: Life, events: list[Event]) -> list[str]:
    zone = life.facts.zone
    days = {day for event in events for day in days_in(event.data, zone)}
    days |= {at.astimezone(zone).date() for event in events for at in (event.happened_at, event.recorded_at)}
    days |= {END.astimezone(zone).date()}  # on which it is issued
    told = re.findall(r"(\d{4})(?:年|-)(\d{1,2})(?:月|-)(\d{1,2})(?!\d)", "\n".join(texts(life.content)))
    return [f"day {each}" for each in told if date(*map(int, each)) not in days]


def unborne_people(life: Life) -> list[str]:
    text, client = "\n".join(texts(life.content)), life.sealed.party.acts_for
    others = ["somebody else"] if OTHERS_NAME in text else []
    return [*others, "client missing"] if client is not None and client.name not in text else others


def unborne_ways(life: Life) -> list[str]:
    finding = Finding.objects.get(service__envelope=life.sealed)
    ways = {str(deed.id): deed.way for deed in life.sealed.deeds.all()}
    ways |= {str(attempt.id): attempt.channel for attempt in life.sealed.attempts.all()}
    counted = ways.get(finding.winning_attempt or "", life.facts.address.channel)
    wrong = [] if counted == life.facts.address.channel else [f"way {life.facts.address.channel}"]
    used = {name_of("certificates.channel", way, "zh") for way in ways.values()}
    told = {cell["zh"] for table in life.content.tables for line in table.lines for cell in line}
    return [*wrong, *(f"way {way}" for way in (told & set(names_of("certificates.channel", "zh").values())) - used)]


SEEDS = [pytest.param(seed, marks=[] if seed < 12 else [pytest.mark.night("more lives")]) for seed in range(150)]


@pytest.mark.parametrize("seed", SEEDS)
def test_no_line_of_a_random_life_is_unborne(seed: int) -> None:
    life = lived(seed)
    assert life is None or unborne(life) == []


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
    "a way that was not taken": lambda facts: replace(facts, address=replace(facts.address, channel="fax")),
    "a try of another way": lambda facts: replace(
        facts, attempts=(*facts.attempts, replace(facts.attempts[0], channel="wechat"))
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
    life = Life(sealed, facts_of(sealed))
    assert unborne(life) == []
    assert [name for name, fault in FAULTS.items() if unborne(replace(life, facts=fault(life.facts))) == []] == []
