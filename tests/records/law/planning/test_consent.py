"""What the engine makes of a consent that was given, taken back, or given for something else."""

from datetime import timedelta

import pytest

from songda.core.access import Role
from songda.core.law.facts import Stage as CaseStage
from songda.records.law.planning.advance import advance, reconsider
from songda.records.law.rulings.party_rulings import rule_withdrawal
from songda.records.matter.parties.actions import ConsentDraft, record_consent, record_refusal
from songda.records.matter.parties.models import Party
from songda.records.service.attempts.models import Attempt
from songda.records.service.determinations.actions import Verdict
from songda.records.service.orders.models import Envelope
from songda.records.service.tasks.models import Task
from songda.records.ways.portal.acts.answers import withdraw
from tests import make
from tests.make import NOW
from tests.records import stage

pytestmark = pytest.mark.database
SOON = NOW + timedelta(minutes=5)


def advanced(party: Party) -> tuple[Envelope, list[tuple[str, str]]]:
    """An envelope after the engine looked at it, and the tasks that are open for it."""
    envelope = stage.envelope(party)
    advance(SOON)
    return envelope, tasks(envelope)


def tasks(envelope: Envelope) -> list[tuple[str, str]]:
    return list(envelope.tasks.filter(closed_at=None).values_list("kind", "reason"))


def test_who_took_a_consent_back_is_served_by_people_until_the_judge_has_ruled() -> None:
    party = stage.defendant(make.case())
    consent = party.consents.get()
    withdraw(consent, NOW, "engine", NOW)
    envelope, opened = advanced(party)
    assert ("serve_otherwise", "withdrawn") in opened
    assert not Attempt.objects.filter(envelope=envelope).exists()
    judge = make.user(party.case.court, Role.JUDGE, "法官周")
    rule_withdrawal(consent, Verdict(judge, "rejected", "临近开庭，意在拖延"), SOON)
    assert not tasks(envelope)
    reconsider([party.id], [], SOON)
    advance(SOON)
    assert Attempt.objects.filter(envelope=envelope, state="pending").exists()


@pytest.mark.parametrize(
    ("sentence", "draft", "asks_for_a_call"),
    [
        ("a consent for this paper needs no call", {"paper_kinds": ("summons",)}, False),
        ("one for other papers does", {"paper_kinds": ("judgment",)}, True),
        ("and so does one for another stage", {"stages": (CaseStage.SECOND_INSTANCE.value,)}, True),
    ],
)
def test_where_no_consent_reaches_the_paper_somebody_calls(
    sentence: str, draft: dict[str, tuple[str, ...]], asks_for_a_call: bool
) -> None:
    party = stage.defendant(make.case(), consents=False)
    record_consent(
        party, ConsentDraft(**{"ground": "express", "at": NOW, "stages": ("first_instance",)} | draft), "engine", NOW
    )  # type: ignore[arg-type]
    _, opened = advanced(party)
    assert (("call", "no_consent") in opened) is asks_for_a_call, sentence


def test_a_yes_to_other_papers_does_not_undo_a_no() -> None:
    party = stage.defendant(make.case(), consents=False)
    record_refusal(party, NOW - timedelta(hours=2), "call", "engine", NOW)
    only_judgments = ConsentDraft("express", NOW - timedelta(hours=1), ("first_instance",), ("judgment",))
    record_consent(party, only_judgments, "engine", NOW)
    envelope, opened = advanced(party)
    assert opened == [("serve_otherwise", "refused")]
    assert not Attempt.objects.filter(envelope=envelope).exists()
    assert Task.objects.count() == 1
