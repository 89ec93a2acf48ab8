"""What does not count has a statement too: of a presumption by itself, of the rest when somebody asks for it."""

from datetime import timedelta
from uuid import UUID

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from songda.core.law.decision import Reason
from songda.records.ground.evidence.actions import sequence
from songda.records.law.decisions.ask_law import ask_law
from songda.records.law.planning.advance import reconsider
from songda.records.proof.certificates.actions import ask_for_statement, make_statements_due
from songda.records.proof.certificates.issue import issue_due
from songda.records.proof.certificates.models import Certificate
from songda.records.proof.certificates.says.content import named_tries
from songda.records.service.findings.models import Finding
from songda.records.service.orders.models import Envelope
from tests import make
from tests.records.proof.certificates.keys import keys
from tests.records.stage import NOW, Stage, envelope
from tests.trust.typesetting.test_certificate import text_of

__all__ = ["keys"]
pytestmark = [pytest.mark.database, pytest.mark.usefixtures("keys")]
LATER = NOW + timedelta(days=2)


def sent_in_vain() -> tuple[Envelope, Stage]:
    """Sent, and no report was heard of."""
    party = make.party(name="李某某")
    make.address(party)
    make.consent(party)
    sealed = envelope(party)
    stage = Stage()
    stage.send()
    reconsider([party.id], [], LATER)
    ask_law(LATER)
    sequence(LATER)
    return sealed, stage


def asked_for() -> None:
    """What the worker does for a job that asks for statements."""
    for job in ProcrastinateJob.objects.filter(task_name="certificates.state"):
        make_statements_due([UUID(one) for one in job.args["service_ids"]], LATER)


def issued(at: timedelta = timedelta()) -> list[Certificate]:
    issue_due(LATER + at)
    sequence(LATER + at)
    return list(Certificate.objects.order_by("made_at"))


def test_a_sending_that_came_to_nothing_is_stated_when_somebody_asks() -> None:
    sealed, _stage = sent_in_vain()
    service = sealed.services.get()
    assert issued() == []
    assert ask_for_statement(service.id)
    assert ask_for_statement(service.id)  # a second press, before anybody made it due
    asked_for()
    assert not ask_for_statement(service.id)
    (made,) = issued()
    said = "".join(text_of(made.read()).split())
    assert "电子送达情况说明" in said
    assert "未完成有效送达" in said
    assert "不具有送达回证效力" in said
    assert not ask_for_statement(service.id)


def test_what_was_stated_is_stated_anew_when_the_answer_changes() -> None:
    sealed, stage = sent_in_vain()
    ask_for_statement(sealed.services.get().id)
    asked_for()
    issued()
    stage.apply()
    reconsider([sealed.party_id], [], LATER)
    ask_law(LATER + timedelta(hours=1))
    sequence(LATER + timedelta(hours=1))
    statement, certificate = issued(timedelta(hours=1))
    assert Finding.objects.get().status == "effective"
    assert (statement.state, certificate.replaces_id) == ("replaced", statement.id)


def test_a_try_is_named_by_its_time_and_not_at_all_where_it_is_the_only_one() -> None:
    why = Reason("no_arrival")
    step = Reason("about_attempt", (("attempt", "16"), ("channel", "sms"), ("why", why), ("days", 16)))
    assert named_tries(step, {"16": "2026-06-02 10:00"}) == why
    two = {"16": "2026-06-02 10:00", "17": "2026-06-03 10:00"}
    assert dict(named_tries(step, two).values) == {**dict(step.values), "attempt": "2026-06-02 10:00"}
