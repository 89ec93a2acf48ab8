"""Over random lives no line names a day, a person, a way or an act that the events of the service do not bear.

A life is a service with all that came about for it: messages by each channel, letters, visits, other courts, notices,
and what people said and did meanwhile. A certificate is written of each. On its first page stands only what the way
that counts, and what was said against it, bears; a second defendant of the case is served by other ways on other days,
and must show nowhere.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

import pytest

from songda.channels.email.entry import ENTRY as EMAIL
from songda.channels.sms.entry import ENTRY as SMS
from songda.channels.wechat.entry import ENTRY as WECHAT
from songda.clock import new_id
from songda.core.certificates import CertificateContent, write_certificate
from songda.core.certificates.facts import CertificateFacts, CertifiedMoment
from songda.core.certificates.words import same
from songda.core.circumstances import Kind
from songda.core.identity import Assurance
from songda.core.law.decision import BY_PEOPLE
from songda.core.refusal import Refused
from songda.core.words import name_of, names_of
from songda.records.court.staff.models import Role
from songda.records.ground.evidence.actions import sequence
from songda.records.ground.evidence.models import Event
from songda.records.ground.evidence.queries import events_of
from songda.records.law.decisions.ask_law import ask_law
from songda.records.law.facts.dossier import load_dossiers
from songda.records.law.rulings.service_rulings import determine
from songda.records.matter.circumstances.actions import note
from songda.records.matter.circumstances.entries import CircumstanceDraft
from songda.records.matter.parties.actions import add_address
from songda.records.matter.parties.drafts import AddressDraft
from songda.records.matter.parties.models import Party
from songda.records.proof.certificates.draft import Draft
from songda.records.proof.certificates.says import content as says
from songda.records.proof.certificates.streams import streams_of_services, streams_of_ways
from songda.records.service.determinations.actions import Verdict
from songda.records.service.findings.models import Finding
from songda.records.service.orders.models import Envelope
from songda.records.ways.deeds import DeedDraft, StepDraft, record_deed
from songda.records.ways.entrustments.actions import EntrustmentDraft, entrust, receive, record_outcome
from songda.records.ways.portal.acts.answers import raise_objection
from songda.records.ways.portal.acts.visits import confirm_receipt, note_download, note_opening
from songda.records.ways.post.carriage.station import ReturnDraft, note_return
from songda.records.ways.telephone.calls.actions import record_call
from songda.records.ways.telephone.calls.drafts import CallDraft
from songda.records.ways.visits.looks import accept
from songda.records.ways.visits.models import Stop
from tests import make
from tests.channels.fake import script
from tests.records.proof.certificates.keys import keys
from tests.records.stage import NOW, Stage, envelope, say_not_me
from tests.records.ways.post.carriage.parcels import SEALED, came_back, heard, posted, signed_for
from tests.records.ways.public_notices.scene import end, exhausted, published
from tests.records.ways.visits.stage import AT, BACK, at_home, out, picture

__all__ = ["keys"]
pytestmark = [pytest.mark.database, pytest.mark.usefixtures("keys")]
DAY = timedelta(days=1)
END = NOW + 60 * DAY
MESSAGES = (script.ARRIVES, script.ARRIVES, script.FAILS, script.BOUNCES, script.NEVER_REPORTS)
ENTRIES = {"mobile": SMS, "email": EMAIL, "openid": WECHAT}
STEPS = (
    ("mail", StepDraft("signed", NOW, by="recipient")),
    ("mail", StepDraft("signed", NOW, by="cohabitant", words="其妻张某")),
    ("mail", StepDraft("returned", NOW, by="recipient", manner="refused")),
    ("mail", StepDraft("returned", NOW, manner="nobody_met")),
    ("direct", StepDraft("signed", NOW, by="recipient")),
    ("direct", StepDraft("failed", NOW, words="无人在家")),
    ("direct", StepDraft("left", NOW, by="recipient", manner="witnessed", words="王主任见证")),
    ("left", StepDraft("left", NOW, by="recipient", manner="witnessed", words="王主任见证")),
    ("entrusted", StepDraft("signed", NOW, by="recipient")),
    ("transfer", StepDraft("signed", NOW, by="recipient")),
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
    "downloaded": "paper.downloaded",
    "acknowledged": "paper.acknowledged",
    "acknowledged_in_call": "call.recorded",
    "denied": "address.disowned",
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

    @property
    def finding(self) -> Finding:
        return Finding.objects.get(service__envelope=self.sealed)


# How a life begins.


def by_messages(chance: Random) -> Envelope:
    """A message by one channel or two, of which the first may come to nothing; then perhaps people went."""
    party = someone(chance)
    kinds = chance.sample(sorted(ENTRIES), chance.choice([1, 1, 2]))
    for kind in kinds:
        add_address(party, of_kind(kind, chance), "engine", NOW)
    sealed = envelope(party)
    for number in range(len(kinds)):
        for kind in kinds:
            stage = Stage(chance.choice(MESSAGES), NOW + timedelta(hours=1 + 4 * number), entry=ENTRIES[kind])
            stage.send_at_its_moment()
            stage.apply()
    by_people_too(sealed, chance, chance.choice([0, 0, 1, 2]))
    return sealed


def by_hand(chance: Random) -> Envelope:
    """Nothing but what people did, as a clerk put it on record."""
    sealed = envelope(someone(chance))
    by_people_too(sealed, chance, chance.choice([1, 2]))
    return sealed


def by_letter(chance: Random) -> Envelope:
    """A letter of the print room, of which the carrier reported, the return station, or both."""
    letter = posted()
    reported = chance.choice([None, signed_for(letter), came_back(letter), came_back(letter, "moved_untold")])
    if reported is not None:
        heard(letter, reported, SEALED + 7 * DAY)
    if reported is None or (chance.random() < 0.5 and reported[1]["kind"] == "returned"):
        back = ReturnDraft("refused" if reported is None else str(reported[1]["cause"]))
        note_return(letter, back, "engine", SEALED + 8 * DAY)
    return letter.envelope


def by_visit(chance: Random) -> Envelope:
    """An officer went with a phone, and somebody looked over what they brought back."""
    phone, body = out(at_home()), picture()
    stop = Stop.objects.select_related("envelope").get()
    witness = {"words": "本人拒收。", "witness": "王主任", "witness_office": "新义街社区居委会"}
    told = chance.choice(
        [
            phone.draft(stop, "signed", (body,)),
            phone.draft(stop, "failed", (body,)),
            phone.draft(stop, "left", (body,), manner="witnessed", told=witness),
            phone.draft(stop, "left", (body,), manner="filmed", told={"words": "本人拒收。"}),
        ]
    )
    accept(phone.report(told, body), AT, "engine", BACK)
    return stop.envelope


def by_another_court(chance: Random) -> Envelope:
    sealed, place = at_home()
    services = tuple(sealed.services.values_list("id", flat=True))
    made = entrust(sealed, EntrustmentDraft("court", services, place.id, make.other_court().id), "engine", NOW)
    receive(made, "engine", NOW + DAY)
    kind, signer = chance.choice([("signed", "recipient"), ("signed", "cohabitant"), ("returned", "")])
    manner = "moved_untold" if kind == "returned" else ""
    step = StepDraft(kind, NOW + 2 * DAY, signer, scan=make.pdf("return"), manner=manner)
    record_outcome(made, step, "engine", NOW + 3 * DAY)
    return sealed


def by_notice(chance: Random) -> Envelope:
    sealed = exhausted()
    published(sealed)
    end(sealed)
    return sealed


BEGINNINGS: tuple[Callable[[Random], Envelope], ...] = (
    by_messages,
    by_hand,
    by_letter,
    by_visit,
    by_another_court,
    by_notice,
)


def of_kind(kind: str, chance: Random) -> AddressDraft:
    address_class = chance.choice(["confirmed", "provided", "found"])
    value = {"mobile": make.mobile(), "email": "li@mail.example", "openid": "o" + "a1B2" * 6}[kind]
    if kind == "openid":
        return AddressDraft(kind, value, "confirmed", how="portal", is_connected=True)
    return AddressDraft(kind, value, address_class, how=chance.choice(["form", "lookup"]))


def someone(chance: Random) -> Party:
    party = make.party(name="李某某")
    if chance.random() < 0.3:
        draft = {"role": "agent", "name": "赵律师", "acts_for_id": party.id, "agent_authority": "special"}
        party = make.party(party.case, **draft)
    make.address(party, kind="postal", value="山西省孝义市迎宾路1号", address_class="provided")
    if chance.random() < 0.7:
        make.consent(party)
    return party


def by_people_too(sealed: Envelope, chance: Random, times: int) -> None:
    places = [address.id for address in sealed.party.addresses.filter(kind="postal")]
    for number in range(times):
        way, step = chance.choice(STEPS)
        at = NOW + (6 + 5 * number) * DAY + timedelta(hours=chance.randrange(8))
        draft = DeedDraft(way, tuple(sealed.services.values_list("id", flat=True)), replace(step, at=at))
        with suppress(Refused):  # what cannot have been, such as a paper left nowhere
            record_deed(sealed, replace(draft, address_id=chance.choice([None, *places])), clerk(), at + DAY)


def others_life(party: Party) -> None:
    """Somebody else of the case, served by every way, on days on which nothing else happens."""
    other = make.party(party.case, name=OTHERS_NAME)
    place = make.address(other, kind="postal", value="山西省孝义市振兴路2号").id
    sealed = envelope(other)
    services = tuple(sealed.services.values_list("id", flat=True))
    for number, (way, step) in enumerate(STEPS[:3]):
        at = NOW + (40 + number) * DAY
        record_deed(sealed, DeedDraft(way, services, replace(step, at=at), place), "engine", at)


def clerk() -> str:
    return f"staff:{make.user().id}"


# What people said and did meanwhile. Nothing is let pass here that the program refuses: each of these came about.


def opened(sealed: Envelope, at: datetime) -> None:
    note_opening(sealed.services.get(), Assurance.NUMBER_AND_CODE, at)


def downloaded(sealed: Envelope, at: datetime) -> None:
    opened(sealed, at)
    note_download(sealed.services.get(), at + timedelta(minutes=1))


def confirmed(sealed: Envelope, at: datetime) -> None:
    opened(sealed, at)
    confirm_receipt(sealed, [sealed.services.get().id], Assurance.NUMBER_AND_CODE, at + DAY)


def received_in_a_call(sealed: Envelope, at: datetime) -> None:
    number = sealed.party.addresses.filter(kind="mobile").first()
    if number is not None and sealed.attempts.filter(submitted_at__lt=at).exists():
        known: dict[str, Any] = {"is_matched": True, "no_recording": "no_recorder"}
        draft = CallDraft(at, "received", number.id, received=(sealed.services.get().id,), **known)
        record_call(sealed.party, draft, clerk(), at)


def shown_to_know(sealed: Envelope, at: datetime) -> None:
    """By other evidence, which may be of a day before anything was sent."""
    papers = (sealed.services.get().paper_id,)
    draft = CircumstanceDraft(Kind.CONTENT_KNOWN, since=at, basis="recipient", words="其答辩状引用", papers=papers)
    note(sealed.party, draft, clerk(), at + DAY)


def shown_to_know_too_early(sealed: Envelope, at: datetime) -> None:
    shown_to_know(sealed, NOW - DAY)


def denied(sealed: Envelope, at: datetime) -> None:
    if sealed.attempts.filter(purpose="service").exists():
        say_not_me(sealed, at)


def objected(sealed: Envelope, at: datetime) -> None:
    ask_law(at)
    if Finding.objects.filter(service__envelope=sealed, winning_attempt__isnull=False).exists():
        service = sealed.services.select_related("envelope", "finding").get()
        raise_objection(service, "not_read_by_recipient", "没看过", None, at)


def judged(sealed: Envelope, at: datetime) -> None:
    ask_law(at)
    finding = Finding.objects.filter(service__envelope=sealed).first()
    if finding is not None and finding.awaits_judge:
        judge = make.user(sealed.case.court, Role.JUDGE)
        determine(list(sealed.services.all()), Verdict(judge, "counts", "记录齐全，推定成立。"), at)


def nothing(sealed: Envelope, at: datetime) -> None:
    """They stay silent."""


MEANWHILE = (
    nothing,
    opened,
    downloaded,
    confirmed,
    received_in_a_call,
    shown_to_know,
    shown_to_know_too_early,
    denied,
    objected,
    judged,
)


def lived(begins: Callable[[Random], Envelope], seed: int) -> Life | None:
    """A life of this seed, with its certificate's facts; None where nothing came about that the law was asked of."""
    chance = Random(seed)
    sealed = Envelope.objects.select_related("case__court", "party").get(id=begins(chance).id)
    others_life(sealed.party)
    for number, act in enumerate(chance.sample(MEANWHILE, 3)):
        act(sealed, NOW + (3 + 9 * number) * DAY)
    ask_law(END)
    sequence(END)
    return Life(sealed, facts_of(sealed)) if Finding.objects.filter(service__envelope=sealed).exists() else None


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
    events = list(events_of([*streams_of_services([service])[service.id], f"case:{life.sealed.case_id}"]))
    names = {event.name for event in events}
    acts = [f"act {moment.kind}" for moment in life.facts.moments if EVENTS[moment.kind] not in names]
    acts += [f"{moment.kind} of what had not been sent" for moment in life.facts.moments if is_too_early(life, moment)]
    days = unborne_days(life, events, "\n".join(texts(life.content)))
    return [*days, *unborne_people(life), *acts, *unborne_ways(life), *unborne_first_page(life)]


def is_too_early(life: Life, moment: CertifiedMoment) -> bool:
    """Whether it tells of a receipt before anything was on its way, which can have been none of this paper.

    What the program itself saw at its own door may have been before any try, but not before the order.
    """
    tried = [deed.began_at for deed in life.sealed.deeds.all()]
    tried += [one.claimed_at for one in life.sealed.attempts.all() if one.claimed_at]
    told = moment.kind in {"acknowledged_in_call", "known", "acted"}
    return moment.at < (min(tried, default=END) if told else life.sealed.placed_at)


def unborne_days(life: Life, events: list[Event], text: str) -> list[str]:
    zone = life.facts.zone
    days = {day for event in events for day in days_in(event.data, zone)}
    days |= {at.astimezone(zone).date() for event in events for at in (event.happened_at, event.recorded_at)}
    days |= {END.astimezone(zone).date()}  # on which it is issued
    told = re.findall(r"(\d{4})(?:年|-)(\d{1,2})(?:月|-)(\d{1,2})(?!\d)", text)
    return [f"day {'-'.join(each)}" for each in told if date(*map(int, each)) not in days]


def unborne_people(life: Life) -> list[str]:
    text, client = "\n".join(texts(life.content)), life.sealed.party.acts_for
    others = ["somebody else"] if OTHERS_NAME in text else []
    return [*others, "client missing"] if client is not None and client.name not in text else others


def counted(life: Life) -> dict[str, str]:
    """By each try its way; of a service that counts only of the one that counts."""
    ways = {str(deed.id): deed.way for deed in life.sealed.deeds.all()}
    ways |= {str(attempt.id): attempt.channel for attempt in life.sealed.attempts.all()}
    won = life.finding.winning_attempt
    return {won: ways[won]} if won else ways


def unborne_ways(life: Life) -> list[str]:
    own, way = set(counted(life).values()), life.facts.address.channel
    wrong = [f"way {way}"] if way and way not in own else []
    tried = {deed.way for deed in life.sealed.deeds.all()} | {one.channel for one in life.sealed.attempts.all()}
    used = {name_of("certificates.channel", each, "zh") for each in tried}
    told = {cell["zh"] for table in life.content.tables for line in table.lines for cell in line}
    return [*wrong, *(f"way {each}" for each in (told & set(names_of("certificates.channel", "zh").values())) - used)]


# What is no part of any try: who it is about, since when their address and consent are on record, what was decided.
BESIDE = ("order.", "case.", "party.", "address.", "consent.", "refusal.", "call.", "knowledge.", "determination.")
BY_THEM = ("paper.opened", "paper.downloaded", "paper.acknowledged", "objection.")


def unborne_first_page(life: Life) -> list[str]:
    """Days and ways on it that neither the counted try bears nor what is beside all tries."""
    content, finding = life.content, life.finding
    rows = [row for section in (*content.sections, content.signatories) for row in section.rows]
    page = "\n".join([content.statement["zh"], *[f"{row.label['zh']} {row.value['zh']}" for row in rows]])
    own = counted(life)
    deeds = [deed.id for deed in life.sealed.deeds.all() if str(deed.id) in own]
    service = life.sealed.services.select_related("envelope").get()
    streams = [*streams_of_ways(life.sealed.id, deeds), f"service:{service.id}", f"order:{life.sealed.order_id}"]
    streams += [f"attempt:{each}" for each in own if each.isdigit()]
    streams += [f"party:{life.sealed.party_id}", f"case:{life.sealed.case_id}"]
    events = [event for event in events_of(streams) if is_of(event, own)]
    others = set(names_of("certificates.channel", "zh")) - set(own.values())
    beside = content.statement["zh"].split("送达以上述方式为准")[0]
    foreign = [name_of("certificates.channel", each, "zh") for each in others]
    named = [f"way on page 1: {each}" for each in foreign if f"以{each}方式" in beside or f"送达方式 {each}\n" in page]
    if finding.ground in BY_PEOPLE:
        named += [f"of messages: {word}" for word in ("送达信息", "链接", "电子送达地址") if word in page]
    return [*unborne_days(life, events, page), *named]


def is_of(event: Event, own: dict[str, str]) -> bool:
    """Whether it tells of one of these tries, or of no try at all."""
    about = event.data.get("deed") or event.data.get("attempt") or event.stream.partition(":")[2]
    tells_of_a_try = event.name.startswith(("deed.", "attempt.", "visit.", "entrustment.", "notice.", "letter."))
    return not tells_of_a_try or str(about) in own or event.stream.startswith(("letter:", "carrier_report:"))


SEEDS = [
    pytest.param(begins, seed, marks=[] if seed < 3 else [pytest.mark.night("more lives")])
    for begins in BEGINNINGS
    for seed in range(40)
]


@pytest.mark.parametrize(("begins", "seed"), SEEDS)
def test_no_line_of_a_random_life_is_unborne(begins: Callable[[Random], Envelope], seed: int) -> None:
    life = lived(begins, seed)
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
    "a receipt of what had not been sent": lambda facts: replace(
        facts, moments=(*facts.moments, CertifiedMoment("acknowledged", NOW - DAY, "recipient"))
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
