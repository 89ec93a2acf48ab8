"""Sentences with which a reason may begin: for each outcome, in both languages; nothing is decided by choosing one."""

import pytest
from django.urls import reverse

from songda.core.access import Role
from songda.core.words import names_of
from songda.records.law.facts.dossier import load_dossiers
from songda.records.service.determinations.models import Determination
from songda.web.console.judge.findings import _happened, _not_borne_out
from songda.web.console.judge.question import DecisionForm
from tests import make
from tests.records.stage import defendant, envelope
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


def test_no_sentence_is_offered_that_says_what_is_not_on_record() -> None:
    """That a message arrived, was read or was answered is for the record to say, not for a list to choose from."""
    served = envelope(defendant(make.case(), "found"))
    service = served.services.get()
    (row,) = load_dossiers([served])
    happened = _happened(row, service)
    left_out = _not_borne_out(happened)
    assert left_out == {"finding_counts_1", "finding_counts_2", "finding_counts_3"}
    offered = DecisionForm(outcomes=[("counts", ""), ("does_not_count", "")], kind="finding", without=left_out)
    shown = [key for _, group in offered.fields["sentence"].choices if isinstance(group, list) for key, _ in group]
    assert shown == ["finding_does_not_count_1", "finding_does_not_count_2", "finding_does_not_count_3"]
