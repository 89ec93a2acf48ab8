"""Sentences with which a reason may begin: for each outcome, in both languages; nothing is decided by choosing one."""

import pytest
from django.urls import reverse

from songda.core.access import Role
from songda.core.words import names_of
from songda.records.decision.determinations.models import Determination
from tests.web.console.world import signed_in, world

pytestmark = pytest.mark.database
LANGUAGES = pytest.mark.parametrize(
    ("language", "said"), [("zh-hans", "异议人未提交证据"), ("en", "The objector put nothing forward")]
)


def test_every_outcome_has_a_sentence_in_every_language() -> None:
    outcomes = names_of("determinations.outcome", "en")
    for language in ("zh", "en"):
        kinds = {key.rpartition("_")[0] for key in names_of("determinations.sentence", language)}
        assert kinds == set(outcomes)


@LANGUAGES
def test_a_chosen_sentence_stands_in_the_reason_where_it_can_be_changed(language: str, said: str) -> None:
    client, found = signed_in(role=Role.JUDGE, language=language), world().objection
    page = client.get(reverse("console:judge_objection", args=[found.id])).content.decode()
    assert page.count(said) == 1
    typed = {"outcome": "rejected", "reason": "First words.", "sentence": "objection_rejected_1", "put": "1"}
    answer = client.post(reverse("console:rule_objection", args=[found.id]), typed)
    form = answer.context["form"]
    assert answer.status_code == 200
    assert form.initial["reason"].startswith(f"First words.\n{said}")
    assert form.initial["outcome"] == "rejected"
    assert not Determination.objects.exists()
