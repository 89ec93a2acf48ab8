"""A corrected rule brings new certificates that name the ones they replace; what stays the same keeps its own."""

from datetime import timedelta
from pathlib import Path

import pytest

from songda.core.law import profile_of
from songda.records.ground.evidence.actions import sequence
from songda.records.ground.evidence.models import Event
from songda.records.law.decisions.ask_law import ask_law
from songda.records.law.decisions.redecide import Scope, redecide
from songda.records.law.facts.dossier import load_dossiers
from songda.records.proof.certificates.draft import Draft
from songda.records.proof.certificates.issue import issue_due
from songda.records.proof.certificates.models import Certificate
from songda.records.proof.certificates.says.content import content_of
from songda.records.service.findings.models import Finding
from songda.records.service.orders.models import Envelope
from songda.site.redeciding import FIRST
from tests import make
from tests.records.law_of_the_day import LONGER_ANSWER, NO_ARRIVAL, OTHER_WORDS, corrected
from tests.records.proof.certificates.keys import keys
from tests.records.stage import NOW, Stage, defendant, envelope, paper

__all__ = ["keys"]
pytestmark = [pytest.mark.database, pytest.mark.usefixtures("keys")]
LATER, EVEN_LATER = NOW + timedelta(seconds=1), NOW + timedelta(hours=1)


def certified() -> Certificate:
    """A service that arrived, took effect and has its certificate."""
    party = defendant(make.case())
    envelope(party, paper(party.case, "complaint_copy"))
    stage = Stage()
    stage.send()
    stage.apply()
    ask_law(LATER)
    sequence(LATER)
    issue_due(LATER)
    return Certificate.objects.get()


def decide_anew() -> None:
    redecide(Scope(), FIRST, EVEN_LATER)
    sequence(EVEN_LATER)
    issue_due(EVEN_LATER)


def test_a_changed_answer_brings_a_certificate_that_names_the_one_it_replaces(tmp_path: Path) -> None:
    first = certified()
    with corrected(tmp_path, LONGER_ANSWER):
        decide_anew()
    second = Certificate.objects.exclude(id=first.id).get()
    first.refresh_from_db()
    assert (first.state, second.replaces_id) == ("replaced", first.id)
    assert Event.objects.get(name="certificate.replaced").data == {"number": first.number, "by": second.number}


def test_a_service_that_no_longer_counts_brings_a_certificate_that_says_so(tmp_path: Path) -> None:
    first = certified()
    with corrected(tmp_path, NO_ARRIVAL):
        decide_anew()
    assert Certificate.objects.exclude(state="replaced").get().replaces_id == first.id
    assert Finding.objects.get().status == "not_effective"


def test_other_words_for_the_same_answer_leave_the_certificate_alone(tmp_path: Path) -> None:
    first = certified()
    with corrected(tmp_path, OTHER_WORDS):
        decide_anew()
    assert list(Certificate.objects.values_list("id", "state")) == [(first.id, first.state)]


@pytest.mark.usual_day
def test_the_certificate_names_the_rules_with_their_version() -> None:
    certified()
    finding = Finding.objects.select_related("service").get()
    rows = load_dossiers(list(Envelope.objects.select_related("case__court", "case__judge", "party", "order")))
    draft = Draft(finding.pk, finding, rows[0], "1号", "CODE", None)
    proof = {row.label["en"]: row.value for row in content_of(draft, None, EVEN_LATER).proof.rows}
    version = profile_of("cn").version
    assert proof["Rules applied"]["zh"] == f"cn {version}（2026年6月1日依此认定）"
    assert proof["Rules applied"]["en"] == f"cn {version} (decided on 1 June 2026)"
