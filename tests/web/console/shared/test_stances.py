"""Green that no consent is needed only where a text says so or leads to it; what some read into the law is asked."""

import pytest
from django.template import Context

from songda.clock import new_id
from songda.core.law import ConsentStatus, consent_to_paper, read_facts
from songda.core.law.decision import Standing
from songda.records.matter.parties.models import Party
from songda.web.console.templatetags.board import stance_of
from tests.core.law.given import Json, at, facts

UNDISPUTED = {Standing.CONFIRMED, Standing.DERIVED}
NEEDLESS: list[tuple[str, Json]] = [
    ("simplified procedure", {"case": {"procedure": "simplified"}}),
    ("small claims", {"case": {"procedure": "small_claims"}}),
    ("a notice in a criminal case", {"case": {"branch": "criminal"}, "paper": {"kind": "hearing_notice"}}),
    ("abroad", {"recipient": {"domicile": "sg"}}),
    ("Hong Kong", {"recipient": {"domicile": "hk"}}),
]


@pytest.mark.parametrize(("what", "told"), NEEDLESS)
def test_it_is_green_only_where_the_rule_is_undisputed(what: str, told: Json) -> None:
    answer = consent_to_paper(read_facts(facts(as_of=at("2026-06-10"), **told)))
    assert answer.status is ConsentStatus.NOT_NEEDED, what
    assert answer.reason.rule is not None
    party = Party(id=new_id())
    shown = stance_of(Context({"stances": {party.id: answer}}), party)
    assert shown["tone"] == ("good" if answer.reason.rule.standing in UNDISPUTED else "judge"), answer.reason.rule
    assert shown["why"]


def test_simplified_procedure_alone_is_not_green() -> None:
    """Civil Procedure Law, article 162, speaks of simple ways of serving, and article 90 of consent."""
    answer = consent_to_paper(read_facts(facts(as_of=at("2026-06-10"), case={"procedure": "simplified"})))
    party = Party(id=new_id())
    assert stance_of(Context({"stances": {party.id: answer}}), party)["tone"] == "judge"
