"""A certificate is made of an answer that follows from the facts as they are: else whoever asks the law again hears
another one than it swears to.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from songda.core.evidence.bundle import open_bundle
from songda.core.evidence.deciding.again import decide_again
from songda.core.identity import Assurance
from songda.records.ground.evidence.actions import sequence
from songda.records.law.decisions.ask_law import ask_law
from songda.records.proof.certificates import issue
from songda.records.proof.certificates.bundles import bundle
from songda.records.proof.certificates.draft import Draft, StaleAnswerError, require_current
from songda.records.proof.certificates.issue import issue_due
from songda.records.proof.certificates.making import make_pdf
from songda.records.proof.certificates.models import Certificate
from songda.records.service.findings.models import Finding
from songda.records.service.orders.models import Envelope, Service
from songda.records.service.tasks.models import Task
from songda.records.ways.portal.acts.visits import confirm_receipt
from tests.records.proof.certificates.keys import keys
from tests.records.proof.certificates.served import LATER, comes_back, served_on

__all__ = ["keys"]
pytestmark = [pytest.mark.database, pytest.mark.usefixtures("keys")]
SOON, HOURS_LATER = LATER + timedelta(seconds=2), LATER + timedelta(hours=2)


@pytest.fixture
def served() -> Envelope:
    """Served by a message that arrived."""
    return served_on("李小明")


def confirmed(envelope: Envelope) -> None:
    """They confirm what they received; the log is sealed, the law not asked yet."""
    confirm_receipt(envelope, [one.id for one in envelope.services.all()], Assurance.NUMBER_AND_CODE, SOON)
    sequence(SOON)


def follows(envelope: Envelope) -> list[str]:
    """What whoever has the proof hears when they ask the law again."""
    sequence(SOON)
    whole = open_bundle(bundle(Service.objects.select_related("envelope").get(envelope=envelope)))
    return [one.sentence("en") for one in decide_again(whole) if one.code != "law.same"]


def test_while_the_law_has_not_heard_of_a_fact_the_certificate_waits(served: Envelope) -> None:
    confirmed(served)
    issue_due(SOON)
    assert Certificate.objects.count() == 0
    assert not Task.objects.filter(kind="mend_certificate").exists()
    ask_law(SOON)
    sequence(SOON)
    issue_due(SOON)
    assert Certificate.objects.count() == 1
    assert follows(served) == []


def test_where_nobody_told_the_law_of_a_fact_the_certificate_has_it_asked(served: Envelope) -> None:
    """The message came back, and the mark that brings the question was lost, as by a program that forgot it."""
    comes_back(served)
    sequence(LATER)
    Envelope.objects.update(ask_law_at=None)
    issue_due(HOURS_LATER)
    assert Certificate.objects.count() == 0
    assert not Task.objects.filter(kind="mend_certificate").exists()
    assert ask_law(HOURS_LATER) == 1
    assert Finding.objects.get().status == "not_effective"
    sequence(HOURS_LATER)
    issue_due(HOURS_LATER)
    assert Certificate.objects.count() == 1
    assert follows(served) == []


def test_what_is_still_to_be_certified_stays_so_when_the_law_is_asked_once_more(served: Envelope) -> None:
    """Served and certified, then not served, then by another rule, before anybody could certify that."""
    issue_due(LATER)
    comes_back(served)
    ask_law(HOURS_LATER)
    finding = Finding.objects.get()
    assert (finding.status, finding.certificate_due_at) == ("not_effective", HOURS_LATER)
    changed = {**finding.record, "rules": []}  # as the law would have said it with other facts
    Finding.objects.update(record=changed)
    Envelope.objects.update(ask_law_at=HOURS_LATER)
    ask_law(HOURS_LATER)
    assert Finding.objects.get().record != changed
    assert Finding.objects.get().certificate_due_at is not None


def test_a_batch_asks_no_more_for_the_twentieth_than_for_the_first() -> None:
    counts = []
    for names in (["李小明"], ["王小红", "张小军", "赵小兰"]):
        for name in names:
            served_on(name)
        with CaptureQueriesContext(connection) as asked:
            issue_due(LATER)
        counts.append(len(asked))
    assert Certificate.objects.count() == 4
    assert counts[0] == counts[1]


def test_a_fact_that_comes_in_while_the_certificate_is_signed_holds_it_up(
    served: Envelope, monkeypatch: pytest.MonkeyPatch
) -> None:
    def meanwhile(*asked: object) -> object:
        confirmed(served)
        return make_pdf(*asked)  # type: ignore[arg-type]

    monkeypatch.setattr(issue, "make_pdf", meanwhile)
    issue_due(LATER)
    assert Certificate.objects.count() == 0
    assert Finding.objects.get().certificate_due_at == LATER
    monkeypatch.undo()
    ask_law(SOON)
    sequence(SOON)
    issue_due(SOON)
    assert follows(served) == []


def test_one_whose_answer_is_stale_holds_up_no_other(served: Envelope, monkeypatch: pytest.MonkeyPatch) -> None:
    other = served_on("王小红")

    def odd(drafts: Sequence[Draft], now: datetime) -> None:
        if any(draft.dossier.envelope.id == served.id for draft in drafts):
            raise StaleAnswerError
        require_current(drafts, now)

    monkeypatch.setattr(issue, "require_current", odd)
    issue_due(LATER)
    assert Certificate.objects.get().service.envelope_id == other.id
    served.refresh_from_db()
    assert served.ask_law_at == LATER
