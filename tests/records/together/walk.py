"""A walk through everything that people do to one case, in any order, with the worker's part played after every act."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random

from songda.clock import new_id
from songda.core.access import Role
from songda.core.circumstances import ROWS, Field, Kind
from songda.core.delivery.deeds import LADDER_WAYS, SIGNERS, WAYS
from songda.core.delivery.off_line import OWN_WISH
from songda.core.identity import Assurance, needed_to_read
from songda.core.refusal import Refused, WrongField
from songda.records.court.staff.models import User
from songda.records.law.decisions.ask_law import ask_law
from songda.records.law.decisions.redecide import Scope, mark_anew, redecide
from songda.records.law.rulings import party_rulings
from songda.records.law.rulings.party_rulings import Seat, override_guard, rule_withdrawal
from songda.records.law.rulings.service_rulings import determine, rule_objection
from songda.records.matter.cases.actions import Reason
from songda.records.matter.cases.corrections import CaseChange, close_case, correct_case, draft_of, reopen_case
from songda.records.matter.cases.hearings import cancel_hearing, move_hearing, set_hearing
from songda.records.matter.cases.models import Case, Hearing
from songda.records.matter.circumstances.actions import end, note, strike
from songda.records.matter.circumstances.entries import CircumstanceDraft
from songda.records.matter.circumstances.models import Circumstance
from songda.records.matter.parties import corrections
from songda.records.matter.parties.actions import remove_representative
from songda.records.matter.parties.addresses import (
    CorrectedAddress,
    add_address,
    correct_address,
    retire_address,
    set_address_class,
)
from songda.records.matter.parties.consents import record_consent, record_refusal
from songda.records.matter.parties.corrections import correct_party
from songda.records.matter.parties.drafts import AddressDraft, ConsentDraft
from songda.records.matter.parties.models import Address, Consent, Party
from songda.records.service.attempts.models import Attempt
from songda.records.service.attempts.outgoing import Claim
from songda.records.service.attempts.submissions import note_sent
from songda.records.service.calls.models import OUTCOMES, TOPICS
from songda.records.service.deeds.models import Deed, DeedStep
from songda.records.service.determinations.actions import Verdict
from songda.records.service.orders.actions import OrderDraft, place_order
from songda.records.service.orders.models import Envelope, Service
from songda.records.service.portal_acts.models import Objection
from songda.records.service.tasks.off_line import mark_offline, withdraw_own_wish
from songda.records.ways.deeds import DeedDraft, StepDraft, add_step, record_deed, strike_kept
from songda.records.ways.portal.acts import answers
from songda.records.ways.portal.acts.answers import raise_objection
from songda.records.ways.portal.acts.visits import confirm_receipt, note_opening
from songda.records.ways.telephone.calls.actions import record_call
from songda.records.ways.telephone.calls.drafts import CallDraft
from songda.site.redeciding import FIRST
from tests import make
from tests.channels.fake.script import ARRIVES, ARRIVES_TWICE, BOUNCES, FAILS, NEVER_REPORTS, Script
from tests.records.stage import NOW, WINDOW, Stage, paper, say_not_me
from tests.records.together.walk_jobs import JOBS, jobs_taken

CLERK = f"staff:{new_id()}"
WHY = Reason("核对原件后更正")
SCRIPTS = (ARRIVES, BOUNCES, FAILS, NEVER_REPORTS, ARRIVES_TWICE)


def _proof(service: Service) -> Assurance:
    """What opens the papers of its case, and no more."""
    return needed_to_read(status_case=service.envelope.case.is_status_case)


class Played(Stage):
    """A stage on which messages are handed over at the moment that is played."""

    def hand_over(self, claims: Sequence[Claim], *, note: bool = True) -> None:  # noqa: ARG002 - as on every stage
        """Hand over, and note it with the moment of the stage."""
        sent = asyncio.run(self.channel.submit([claim.message for claim in claims]))
        note_sent("sms", [replace(one, started_at=self.now, ended_at=self.now) for one in sent], WINDOW, self.now)


@dataclass
class Walk:
    """One case with both sides, an agent, a judge, a hearing; `dice` decides what is done next."""

    dice: Random
    case: Case = field(init=False)
    judge: User = field(init=False)
    stage: Stage = field(init=False)
    done: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Set the scene and order the first papers."""
        self.judge = make.user(role=Role.JUDGE)
        self.case = make.case(judge_id=self.judge.id)
        make.party(self.case, "plaintiff", name="陈秀英")
        served = make.party(self.case, name="李卫国")
        make.party(self.case, "agent", name="王律师", acts_for_id=served.id, agent_authority="general")
        script: Script = self.dice.choice(SCRIPTS)
        self.stage = Played(script)
        set_hearing(self.case, NOW + timedelta(days=40), "第三审判庭", CLERK, NOW)
        for party in self.case.parties.exclude(role="plaintiff"):
            add_address(
                party, AddressDraft("mobile", make.mobile(), self.one("found", "confirmed"), "form"), CLERK, NOW
            )
            self._order(party)
        self._work()

    @property
    def now(self) -> datetime:
        """The moment of the walk."""
        return self.stage.now

    def one(self, *of: str) -> str:
        """One of them."""
        return self.dice.choice(of)

    def step(self) -> None:
        """Somebody does something, or is told why not; then the worker does its part."""
        self.stage.now += timedelta(minutes=self.dice.choice((1, 7, 60, 60 * 24, 60 * 24 * 4)))
        name = self.dice.choice(sorted(ACTS))
        try:
            ACTS[name](self)
            self.done.append(name)
        except (Refused, WrongField) as refused:
            self.done.append(f"{name}: {refused}")
        self._work()

    def _work(self) -> None:
        """What was asked for is done, and no more."""
        for _ in range(2):
            for job, asked in jobs_taken():
                if job in JOBS:
                    JOBS[job](self.now, *(asked.get(name) or [] for name in ("party_ids", "case_ids")))
            self.stage.send()
            self.stage.apply()
            while ask_law(self.now):
                pass
        self.stage.advance()

    def _order(self, party: Party) -> None:
        kind = self.one("summons", "complaint_copy", "judgment", "mediation_document")
        papers = [paper(self.case, kind), paper(self.case, "evidence_notice")]
        draft = OrderDraft(self.case.id, tuple(p.id for p in papers), (party.id,))
        place_order(draft, self.case.court, CLERK, self.stage.now)

    def _any(self, model: type, **of: object) -> object:
        rows = list(model.objects.filter(**of).order_by("pk"))  # type: ignore[attr-defined]
        if not rows:
            raise Refused("nothing_changed")
        return self.dice.choice(rows)

    def _party(self) -> Party:
        party = self._any(Party, case=self.case)
        assert isinstance(party, Party)
        return party

    def _envelope(self) -> Envelope:
        return self._any(Envelope)  # type: ignore[return-value]

    def _service(self) -> Service:
        return self._any(Service)  # type: ignore[return-value]

    def _service_they_heard_of(self) -> Service:
        """Nobody opens a link that was never sent to them."""
        sent = Attempt.objects.filter(purpose="service", submitted_at__isnull=False).values_list(
            "envelope_id", flat=True
        )
        return self._any(Service, envelope_id__in=list(sent))  # type: ignore[return-value]

    def _verdict(self, *outcomes: str) -> Verdict:
        return Verdict(self.judge, self.one(*outcomes), "经审查")

    def _earlier(self) -> datetime:
        return self.now - timedelta(minutes=self.dice.choice((0, 1, 90, 60 * 24, 60 * 24 * 8)))

    def order_more(self) -> None:
        self._order(self._party())

    def consent(self) -> None:
        draft = ConsentDraft(
            self.one("express", "accepted_by_conduct"), self._earlier(), (self.one("first_instance", "*"),)
        )
        record_consent(self._party(), draft, CLERK, self.now)

    def refuse(self) -> None:
        record_refusal(self._party(), self._earlier(), "phone", CLERK, self.now)

    def withdraw(self) -> None:
        answers.withdraw(self._any(Consent), self._earlier(), CLERK, self.now)  # type: ignore[arg-type]

    def rule_withdrawal(self) -> None:
        rule_withdrawal(self._any(Consent), self._verdict("accepted", "rejected"), self.now)  # type: ignore[arg-type]

    def go_off_line(self) -> None:
        mark_offline(self._party(), self.one("age", OWN_WISH), CLERK, self.now)

    def take_wish_back(self) -> None:
        withdraw_own_wish(self._party(), CLERK, self.now)

    def rule_off_line(self) -> None:
        outcomes = ("confirmed", "lifted", "ordered", "declined")
        party_rulings.decide_offline(self._party(), self._verdict(*outcomes), self.now)

    def read(self) -> None:
        service = self._service_they_heard_of()
        note_opening(service, _proof(service), self.now)

    def confirm(self) -> None:
        service = self._service_they_heard_of()
        confirm_receipt(service.envelope, [service.id], _proof(service), self.now)

    def disown(self) -> None:
        say_not_me(self._service_they_heard_of().envelope, self.now)

    def object(self) -> None:
        ground = self.one("system_error", "not_own_address", "not_read_by_recipient", "other_arrival_date")
        raise_objection(self._service(), ground, "没有收到", self._earlier(), self.now)

    def rule_objection(self) -> None:
        rule_objection(self._any(Objection), self._verdict("accepted", "rejected"), self.now)  # type: ignore[arg-type]

    def determine(self) -> None:
        determine([self._service()], self._verdict("counts", "does_not_count"), self.now)

    def pass_over_guard(self) -> None:
        hearing = self._any(Hearing, cancelled_at=None)
        party = self._any(Party, case=self.case, acts_for=None, removed_at=None)
        override_guard(Seat(hearing, party), self._verdict("overridden", "restored"), self.now)  # type: ignore[arg-type]

    def hand(self) -> None:
        envelope = self._envelope()
        way = self.one(*WAYS)
        kind = self.one(*WAYS[way].outcomes)
        services = envelope.services.values_list("id", flat=True)
        chosen = tuple(services)[: self.dice.choice((1, 2))]
        step = StepDraft(kind, self._earlier(), self.one(*SIGNERS), "人民法院报")
        record_deed(envelope, DeedDraft(way, chosen, step), CLERK, self.now)

    def hand_on(self) -> None:
        deed = self._any(Deed)
        assert isinstance(deed, Deed)
        kind = self.one(*WAYS[deed.way].outcomes)
        add_step(deed, StepDraft(kind, self._earlier(), self.one(*SIGNERS), "人民法院报"), CLERK, self.now)

    def strike(self) -> None:
        strike_kept(self._any(DeedStep), Reason("录错"), CLERK, self.now)  # type: ignore[arg-type]

    def correct_party(self) -> None:
        party = self._party()
        standing = corrections.draft_of(party)
        born = self.one("19800101", "20150101")
        changed = self.dice.choice(
            (
                {"name": self.one("李卫国", "李卫囯", "李伟国")},
                {"number": make.resident_id(born)},
                {"is_in_custody": not standing.is_in_custody},
                {"is_soldier": not standing.is_soldier},
                {"domicile": self.one("cn", "hk", "us"), "number": ""},
            )
        )
        correct_party(party, replace(standing, **changed), WHY, CLERK, self.now)

    def remove_representative(self) -> None:
        remove_representative(self._party(), WHY, CLERK, self.now)

    def correct_case(self) -> None:
        held = Case.objects.get(id=self.case.id)
        draft = replace(
            draft_of(held),
            procedure=self.one("ordinary", "simplified", "small_claims"),
            stage=self.one("first_instance", "second_instance"),
            is_status_case=self.dice.random() < 0.3,
        )
        since = self.dice.choice((None, self._earlier()))
        correct_case(held, CaseChange(draft, since), WHY, CLERK, self.now)

    def close_or_open(self) -> None:
        held = Case.objects.get(id=self.case.id)
        (reopen_case if held.closed_at else close_case)(held, WHY, CLERK, self.now)

    def set_hearing(self) -> None:
        set_hearing(self.case, self.now + timedelta(days=30), "第一审判庭", CLERK, self.now)

    def move_hearing(self) -> None:
        hearing = self._any(Hearing)
        days = self.dice.choice((1, 20, 60))
        move_hearing(hearing, (self.now + timedelta(days=days), "第二审判庭"), CLERK, self.now)  # type: ignore[arg-type]

    def cancel_hearing(self) -> None:
        cancel_hearing(self._any(Hearing), WHY, CLERK, self.now)  # type: ignore[arg-type]

    def add_address(self) -> None:
        kind, value = self.dice.choice((("mobile", make.mobile()), ("email", f"{make.mobile()}@example.com")))
        draft = AddressDraft(kind, value, self.one("found", "confirmed", "provided"), "form")
        add_address(self._party(), draft, CLERK, self.now)

    def correct_address(self) -> None:
        address = self._any(Address, retired_at=None, kind="mobile")
        correct_address(address, CorrectedAddress(make.mobile()), WHY, CLERK, self.now)  # type: ignore[arg-type]

    def retire_address(self) -> None:
        retire_address(self._any(Address, retired_at=None), WHY, CLERK, self.now)  # type: ignore[arg-type]

    def judge_address(self) -> None:
        address = self._any(Address, retired_at=None)
        how = self.one("found", "confirmed", "rejected")
        set_address_class(address, how, "phone", CLERK, self.now)  # type: ignore[arg-type]

    def note(self) -> None:
        """Something that holds of a person or of the case, with whatever its kind asks for."""
        kind = Kind(self.one(*(kind.value for kind in Kind)))
        row, person = ROWS[kind], self._party()
        papers = Service.objects.filter(envelope__party=person).values_list("paper_id", flat=True)
        asked: dict[Field, object] = {
            Field.SINCE: self._earlier(),
            Field.UNTIL: self.dice.choice((None, self.now)),
            Field.BASIS: self.one(*(row.bases or ("",))),
            Field.WORDS: "见案卷",
            Field.WAYS: (self.one(*LADDER_WAYS),),
            Field.PAPERS: tuple(papers.order_by("id")[:2]),
            Field.PARTY: person.id,
        }
        draft = CircumstanceDraft(kind.value, **{each.value: asked[each] for each in row.asks})  # type: ignore[arg-type]
        note(self.case if row.is_of_case else person, draft, CLERK, self.now)

    def end_note(self) -> None:
        noted = self._any(Circumstance, until=None, struck_at=None)
        end(noted, self._earlier(), CLERK, self.now)  # type: ignore[arg-type]

    def strike_note(self) -> None:
        strike(self._any(Circumstance, struck_at=None), WHY, CLERK, self.now)  # type: ignore[arg-type]

    def call(self) -> None:
        service = self._service_they_heard_of()
        person = service.envelope.party
        number = person.addresses.filter(retired_at=None, kind="mobile").order_by("id").first()
        outcome = self.one(*OUTCOMES)
        draft = CallDraft(
            at=self.now,
            outcome=outcome,
            address_id=number.id if number else None,
            told=() if OUTCOMES[outcome].tells_nothing else TOPICS,
            no_recording="not_wanted",
            is_matched=not OUTCOMES[outcome].is_not_them,
            received=self.dice.choice(((), (service.id,))),
            note="照实",
        )
        record_call(person, draft, f"staff:{self.judge.id}", self.now)

    def redecide(self) -> None:
        mark_anew(Scope(is_all=True), FIRST)
        redecide(Scope(), FIRST, self.now)

    def settle_late(self) -> None:
        self.stage.now += timedelta(days=self.dice.choice((3, 31, 100)))


ACTS: dict[str, Callable[[Walk], None]] = {
    name: act
    for name, act in vars(Walk).items()
    if callable(act) and not name.startswith("_") and name not in {"step", "one"}
}
