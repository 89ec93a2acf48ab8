"""An objection touches the services that it is about, and a certificate is issued anew only where a line changes."""

import random
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from songda.core.law.facts import RebuttalGround
from songda.records.court.staff.models import Role
from songda.records.ground.evidence.actions import sequence
from songda.records.law.decisions.ask_law import ask_law
from songda.records.law.planning.advance import reconsider
from songda.records.law.rulings.service_rulings import rule_objection
from songda.records.matter.cases.hearings import move_hearing, set_hearing
from songda.records.proof.certificates.issue import issue_due
from songda.records.proof.certificates.models import Certificate
from songda.records.service.determinations.actions import Verdict
from songda.records.service.findings.models import Finding
from songda.records.service.orders.models import Envelope, Service
from songda.records.service.portal_acts.models import Objection
from songda.records.ways.portal.acts.answers import raise_objection
from songda.trust.paper import page_texts
from tests import make
from tests.records.proof.certificates.keys import keys
from tests.records.proof.certificates.served import LATER
from tests.records.stage import Stage, defendant, envelope, paper

__all__ = ["keys"]
pytestmark = [pytest.mark.database, pytest.mark.usefixtures("keys")]
MINUTE = timedelta(minutes=1)
OF_ONE = ("not_read_by_recipient", "system_error")
GROUNDS = (*OF_ONE, "not_own_address")
OF_ITSELF = ("（2026）", "编号", "出具", "替代", "核验", "树", "检查点")  # what every certificate says of itself


class House:
    """Somebody who was served three papers by one message, each with its certificate, and what happens after."""

    def __init__(self) -> None:
        party = defendant(make.case())
        papers = [paper(party.case, kind) for kind in ("complaint_copy", "evidence_notice", "summons")]
        self.hearing = set_hearing(party.case, LATER + timedelta(days=20), "第三法庭", "engine", make.NOW)
        self.envelope: Envelope = envelope(party, *papers)
        stage = Stage()
        stage.send()
        stage.apply()
        self.judge = make.user(party.case.court, Role.JUDGE)
        self.at: datetime = LATER
        self.settle()

    @property
    def services(self) -> list[Service]:
        return list(self.envelope.services.select_related("finding", "envelope").order_by("id"))

    def settle(self) -> None:
        """The law is asked, the log sealed, and what is due is issued."""
        self.at += MINUTE
        ask_law(self.at)
        sequence(self.at)
        issue_due(self.at)

    def object_to(self, service: Service, ground: str) -> Objection:
        self.at += MINUTE
        return raise_objection(service, ground, f"说明{self.at:%H%M}", None, self.at)

    def rule(self, objection: Objection, outcome: str) -> None:
        self.at += MINUTE
        rule_objection(objection, Verdict(self.judge, outcome, "已查明"), self.at)


def doubts() -> dict[UUID, tuple[str, ...]]:
    return {f.pk: (f.status, *sorted(d.code for d in f.decision.doubts)) for f in Finding.objects.all()}


def current() -> dict[UUID, str]:
    rows = Certificate.objects.exclude(state="replaced").values_list("service_id", "number")
    return dict(rows)


def lines_of(certificate: Certificate) -> list[str]:
    """What is printed of the service, without number, day of issue and place in the log."""
    words = [line.strip() for page in page_texts(certificate.read()) for line in page.split("\n")]
    return [line for line in words if line and not any(part in line for part in OF_ITSELF)]


@pytest.mark.parametrize("seed", range(3))
def test_over_random_objections_exactly_the_services_concerned_change(seed: int) -> None:
    chance, house = random.Random(seed), House()
    open_ones: list[Objection] = []
    for _ in range(4):
        before, certified = doubts(), current()
        if open_ones and chance.random() < 0.5:
            objection = open_ones.pop(chance.randrange(len(open_ones)))
            house.rule(objection, "rejected")
        else:
            objection = house.object_to(chance.choice(house.services), chance.choice(GROUNDS))
            open_ones.append(objection)
        house.settle()
        concerned = {s.id for s in house.services if objection.ground not in OF_ONE or s.id == objection.service_id}
        assert {pk for pk, stand in doubts().items() if stand != before[pk]} <= concerned
        assert {pk for pk, number in current().items() if number != certified[pk]} <= concerned
        mine = [one for one in open_ones if one.ground in OF_ONE]
        disputed = {one.service_id for one in mine} if len(mine) == len(open_ones) else {s.id for s in house.services}
        assert {pk for pk, stand in doubts().items() if len(stand) > 1} == disputed


def test_one_objection_to_one_paper_leaves_the_other_certificates_alone() -> None:
    house = House()
    first, *others = house.services
    before = current()
    house.object_to(first, RebuttalGround.NOT_READ_BY_RECIPIENT)
    house.settle()
    assert [current()[one.id] for one in others] == [before[one.id] for one in others]
    disputed = Certificate.objects.exclude(state="replaced").get(service=first)
    assert disputed.number != before[first.id]
    first_page = page_texts(disputed.read())[0].replace("\n", "")
    assert "尚待法官决定" in first_page
    assert "送达认定发生变更" not in first_page


def test_a_finding_that_changes_no_line_issues_no_certificate() -> None:
    """Whether a default judgment is safe hangs on the hearing; no certificate says it."""
    house, before = House(), current()
    digests = {f.pk: f.decided_at for f in Finding.objects.all()}
    house.at += MINUTE
    move_hearing(house.hearing, (house.hearing.at + timedelta(days=9), "第三法庭"), "engine", house.at)
    reconsider([], [house.envelope.case_id], house.at)
    house.settle()
    assert any(f.decided_at != digests[f.pk] for f in Finding.objects.all()), "a finding changed"
    assert current() == before
    assert not Finding.objects.exclude(certificate_due_at=None).exists()
