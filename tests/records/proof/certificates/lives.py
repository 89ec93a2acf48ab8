"""Lives of services for the tests of certificates: what was sent, what people did, and the paper issued of it.

A life is a service with all that came about for it: messages by each channel, letters, visits, other courts, notices,
and what people said and did meanwhile. The person is of age or a child, acts for somebody, or is a company. A second
defendant of the case is served by other ways on other days, and must show nowhere.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest

from songda.channels.email.entry import ENTRY as EMAIL
from songda.channels.sms.entry import ENTRY as SMS
from songda.channels.wechat.entry import ENTRY as WECHAT
from songda.core.certificates import CertificateContent, write_certificate
from songda.core.certificates.facts import CertificateFacts
from songda.core.certificates.listing import Listing
from songda.core.circumstances import Kind
from songda.core.identity import Assurance
from songda.core.refusal import Refused
from songda.records.court.staff.models import Role
from songda.records.ground.evidence.actions import sequence
from songda.records.law.decisions.ask_law import ask_law
from songda.records.law.rulings.service_rulings import determine, rule_objection
from songda.records.matter.circumstances.actions import note
from songda.records.matter.circumstances.entries import CircumstanceDraft
from songda.records.matter.parties.actions import add_address
from songda.records.matter.parties.drafts import AddressDraft
from songda.records.matter.parties.models import Party
from songda.records.proof.certificates.draft import make_statements_due
from songda.records.proof.certificates.issue import issue_due
from songda.records.proof.certificates.models import Certificate
from songda.records.proof.certificates.says import content as says
from songda.records.proof.certificates.says.certified import lines_in_log
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
from tests.records.stage import NOW, Stage, envelope, say_not_me
from tests.records.ways.post.carriage.parcels import SEALED, came_back, heard, posted, signed_for
from tests.records.ways.public_notices.scene import end, exhausted, published
from tests.records.ways.visits.stage import AT, BACK, at_home, out, picture
from tests.trust.typesetting.test_certificate import text_of

DAY = timedelta(days=1)
END = NOW + 60 * DAY
MESSAGES = (script.ARRIVES, script.ARRIVES, script.FAILS, script.BOUNCES, script.NEVER_REPORTS)
ENTRIES = {"mobile": SMS, "email": EMAIL, "openid": WECHAT}
OTHERS_NAME = "钱二某"
FIRM = "汾河贸易有限公司"
STEPS = (
    ("mail", StepDraft("signed", NOW, by="recipient")),
    ("mail", StepDraft("signed", NOW, by="cohabitant", words="其妻张某")),
    ("mail", StepDraft("signed", NOW, by="minor_at_home")),
    ("mail", StepDraft("signed", NOW, by="stranger", words="门卫")),
    ("mail", StepDraft("returned", NOW, by="recipient", manner="refused")),
    ("mail", StepDraft("returned", NOW, by="cohabitant", manner="refused_by_another")),
    ("mail", StepDraft("returned", NOW, manner="nobody_met")),
    ("mail", StepDraft("returned", NOW, manner="moved_untold")),
    ("direct", StepDraft("signed", NOW, by="recipient")),
    ("direct", StepDraft("signed", NOW, by="designated_receiver")),
    ("direct", StepDraft("failed", NOW, words="无人在家")),
    ("direct", StepDraft("left", NOW, by="recipient", manner="witnessed", words="王主任见证")),
    ("left", StepDraft("left", NOW, by="recipient", manner="witnessed", words="王主任见证")),
    ("left", StepDraft("left", NOW, by="cohabitant", manner="filmed")),
    ("left", StepDraft("left", NOW, manner="nobody_met")),
    ("entrusted", StepDraft("signed", NOW, by="recipient")),
    ("transfer", StepDraft("signed", NOW, by="recipient")),
)
OF_A_FIRM = (
    *STEPS[4:8],
    ("mail", StepDraft("signed", NOW, by="mail_room")),
    ("mail", StepDraft("signed", NOW, by="representative")),
    ("direct", StepDraft("signed", NOW, by="mail_room", words="前台刘某")),
    ("left", StepDraft("left", NOW, by="mail_room", manner="witnessed", words="王主任见证")),
)
OF_A_CHILD = (
    *STEPS[4:8],
    ("mail", StepDraft("signed", NOW, by="statutory_agent", words="其母张某")),
    ("direct", StepDraft("signed", NOW, by="recipient")),
    ("direct", StepDraft("signed", NOW, by="statutory_agent")),
    ("left", StepDraft("left", NOW, by="statutory_agent", manner="filmed")),
)


@dataclass
class Life:
    """A service and what was done for it, with the certificate issued of it and the facts it was written from."""

    sealed: Envelope
    facts: CertificateFacts
    paper: str = ""  # the printed text without blanks
    kept: Listing | None = None  # the lines that the log keeps of it

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


def by_a_found_number(chance: Random) -> Envelope:
    """A message to a number that the court found by itself, and that was read there."""
    party = make.party(name="李某某")
    make.consent(party)
    make.address(party, "found", how="lookup")
    sealed = envelope(party)
    stage = Stage(chance.choice([script.ARRIVES, script.NEVER_REPORTS]), NOW + timedelta(hours=1))
    stage.send_at_its_moment()
    stage.apply()
    opened(sealed, NOW + DAY)
    return sealed


def by_hand(chance: Random) -> Envelope:
    """Nothing but what people did, as a clerk put it on record."""
    sealed = envelope(someone(chance))
    by_people_too(sealed, chance, chance.choice([1, 2]))
    return sealed


def by_letter(chance: Random) -> Envelope:
    """A letter of the print room, of which the carrier reported, the return station, or both."""
    letter = posted(**chance.choice([{}, {"name": FIRM, "kind": "legal_person", "number": ""}]))
    signed = signed_for(letter)
    signed[1]["signer"] = chance.choice(["recipient", "cohabitant", "mail_room", "stranger"])
    causes = ["refused", "refused_by_another", "moved_untold", "not_known_there"]
    reported = chance.choice([None, signed, signed, *(came_back(letter, cause) for cause in causes)])
    if reported is not None:
        heard(letter, reported, SEALED + 7 * DAY)
    if reported is None or (chance.random() < 0.5 and reported[1]["kind"] == "returned"):
        back = ReturnDraft("refused" if reported is None else str(reported[1]["cause"]))
        note_return(letter, back, "engine", SEALED + 8 * DAY)
    return letter.envelope


def by_visit(chance: Random) -> Envelope:
    """An officer went with a phone, and somebody looked over what they brought back."""
    phone, body = out(at_home()), picture()
    stop = Stop.objects.select_related("envelope").latest("id")
    witness = {"words": "本人拒收。", "witness": "王主任", "witness_office": "新义街社区居委会"}
    wife = {"name": "张某", "words": "其妻在家。"}
    told = chance.choice(
        [
            phone.draft(stop, "signed", (body,)),
            phone.draft(stop, "signed", (body,), signer="cohabitant", told=wife),
            phone.draft(stop, "failed", (body,)),
            phone.draft(stop, "left", (body,), manner="witnessed", told=witness),
            phone.draft(stop, "left", (body,), manner="filmed", told={"words": "本人拒收。"}),
            phone.draft(stop, "left", (body,), manner="filmed", signer="cohabitant", told={"words": "其妻拒收。"}),
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
    if chance.random() < 0.8:  # else it still stands when the paper is written
        end(sealed)
    return sealed


BEGINNINGS: tuple[Callable[[Random], Envelope], ...] = (
    by_messages,
    by_a_found_number,
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
    """A grown person, a child, a company, or somebody who acts for another."""
    kind = chance.choice(["grown", "grown", "agent", "child", "firm"])
    if kind == "firm":
        party = make.party(name=FIRM, kind="legal_person", number="")
    else:
        party = make.party(name="李某某", number=make.resident_id("20140101" if kind == "child" else "19800101"))
    if kind == "agent":
        draft = {"role": "agent", "name": "赵律师", "acts_for_id": party.id, "agent_authority": "special"}
        party = make.party(party.case, **draft)
    make.address(party, kind="postal", value="山西省孝义市迎宾路1号", address_class="provided")
    if chance.random() < 0.7:
        with suppress(Refused):  # a child's yes binds nobody
            make.consent(party)
    return party


def by_people_too(sealed: Envelope, chance: Random, times: int) -> None:
    party = sealed.party
    steps = OF_A_FIRM if party.kind == "legal_person" else STEPS if party.number[6:10] < "2000" else OF_A_CHILD
    places = [address.id for address in party.addresses.filter(kind="postal")]
    for number in range(times):
        way, step = chance.choice(steps)
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
    for number, (way, step) in enumerate((STEPS[0], STEPS[4], STEPS[8])):
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
        known: dict[str, Any] = {"no_recording": "no_recorder"}
        known |= {"is_matched": True} if sealed.party.number else {"is_known_otherwise": True, "note": "法定代表人接听"}
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
    objection_to(sealed, at, "not_read_by_recipient", None)


def objected_and_heard(sealed: Envelope, at: datetime) -> None:
    """They prove that the message reached them a day later, and the judge accepts it."""
    raised = objection_to(sealed, at, "other_arrival_date", NOW + 2 * DAY)
    if raised is not None:
        rule_objection(raised, Verdict(judge(sealed), "accepted", "运营商出具的记录可信。"), at)


def objection_to(sealed: Envelope, at: datetime, ground: str, proved_at: datetime | None) -> Any:
    ask_law(at)
    if not Finding.objects.filter(service__envelope=sealed, winning_attempt__isnull=False).exists():
        return None
    service = sealed.services.select_related("envelope", "finding").get()
    try:
        return raise_objection(service, ground, "没看过", proved_at, at)
    except Refused:  # a paper that people handed over did not arrive anywhere else
        return None


def judge(sealed: Envelope) -> Any:
    return make.user(sealed.case.court, Role.JUDGE)


def judged(sealed: Envelope, at: datetime) -> None:
    _judged(sealed, at, "counts")


def judged_not_to_count(sealed: Envelope, at: datetime) -> None:
    _judged(sealed, at, "does_not_count")


def _judged(sealed: Envelope, at: datetime, outcome: str) -> None:
    ask_law(at)
    finding = Finding.objects.filter(service__envelope=sealed).first()
    if finding is not None and finding.awaits_judge:
        determine(list(sealed.services.all()), Verdict(judge(sealed), outcome, "审查了在案记录。"), at)


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
    objected_and_heard,
    judged,
    judged_not_to_count,
)


def lived(begins: Callable[[Random], Envelope], seed: int) -> Life | None:
    """A life of this seed, with the paper issued of it; None where nothing came about that the law was asked of."""
    chance = Random(seed)
    sealed = Envelope.objects.select_related("case__court", "party").get(id=begins(chance).id)
    others_life(sealed.party)
    for number, act in enumerate(chance.sample(MEANWHILE, 3)):
        act(sealed, NOW + (3 + 9 * number) * DAY)
    ask_law(END)
    return issued(sealed) if Finding.objects.filter(service__envelope=sealed).exists() else None


def issued(sealed: Envelope) -> Life:
    """The certificate or statement that is issued of it now."""
    written: dict[str, CertificateFacts] = {}

    def write(facts: CertificateFacts) -> CertificateContent:
        written[facts.number] = facts
        return write_certificate(facts)

    make_statements_due([service.id for service in sealed.services.all()], END)  # of what serves nothing, as if asked
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(says, "write_certificate", write)
        sequence(END)
        while issue_due(END):  # one whose answer is of an earlier day is decided anew first
            ask_law(END)
            sequence(END)
    made = Certificate.objects.get(service__envelope=sealed)
    paper = "".join(text_of(made.read()).split()).replace("\ufffe", "-")
    return Life(sealed, written[made.number], paper, lines_in_log(made.id, "zh"))
