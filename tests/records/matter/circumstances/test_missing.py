"""A person is noted as missing on evidence, and no longer so when he is found; the law is told both."""

from datetime import timedelta

import pytest

from songda.core.circumstances import Kind
from songda.core.refusal import Refused, WrongField
from songda.records.ground.evidence.models import Event
from songda.records.ground.evidence.queries import secrets_of
from songda.records.law.decisions.ask_law import ask_law
from songda.records.law.facts.persons import party_facts
from songda.records.law.planning.advance import reconsider
from songda.records.matter.circumstances.actions import end, note
from songda.records.matter.circumstances.entries import CircumstanceDraft, entry_in_force, words_of
from songda.records.matter.parties.models import Party
from songda.records.service.findings.models import Finding
from songda.records.ways.deeds import DeedDraft, StepDraft, record_deed
from tests import make
from tests.records.noted import noted
from tests.records.stage import defendant, envelope

pytestmark = pytest.mark.database
NOW = make.NOW
DAY = timedelta(days=1)
PROOF = "派出所出具的下落不明证明，见卷宗第12页"


def missing(party: Party, since: int = 0) -> None:
    note(
        party, CircumstanceDraft("missing", NOW + since * DAY, basis="police", words=PROOF), "engine", NOW + since * DAY
    )


def is_missing(party: Party) -> bool:
    return any(period.until is None for period in party_facts([party.id])[party.id].recipient.status_periods)


def test_who_says_so_stands_in_the_log_and_the_evidence_sealed() -> None:
    party = make.party()
    missing(party)
    assert is_missing(party)
    entry = entry_in_force(party, Kind.MISSING)
    assert entry is not None
    event = Event.objects.get(name="party.reported_missing")
    assert event.data == {"circumstance": str(entry.id), "kind": "missing", "basis": "police"}
    assert PROOF not in event.leaf
    assert secrets_of([event.id])[event.id].private == {"words": PROOF}
    assert words_of(entry) == PROOF


def test_he_is_found_again() -> None:
    party = make.party()
    missing(party)
    end(noted(party, Kind.MISSING), NOW + DAY, "engine", NOW + DAY)
    assert not is_missing(party)
    assert entry_in_force(party, Kind.MISSING) is None
    assert Event.objects.filter(name="party.found").count() == 1


def test_what_cannot_be_is_refused() -> None:
    party = make.party()
    for draft, code in (
        (CircumstanceDraft("missing", NOW, basis="rumour", words=PROOF), "wrong_basis"),
        (CircumstanceDraft("missing", NOW, basis="police", words="  "), "wrong_words"),
        (CircumstanceDraft("missing", NOW, basis="police", words="据" * 401), "wrong_words"),
    ):
        with pytest.raises(WrongField, match=code):
            note(party, draft, "engine", NOW)
    with pytest.raises(Refused, match="dated_in_future"):
        note(party, CircumstanceDraft("missing", NOW + DAY, basis="police", words=PROOF), "engine", NOW)
    missing(party)
    with pytest.raises(Refused, match="circumstance_holds_already"):
        missing(party)


def test_a_letter_that_was_signed_for_before_keeps_what_it_brought_about() -> None:
    party = defendant(make.case(), address_class=None, consents=False)
    sealed = envelope(party)
    services = tuple(sealed.services.values_list("id", flat=True))
    signed = StepDraft("signed", NOW + DAY, by="recipient")
    record_deed(sealed, DeedDraft("mail", services, signed), "engine", NOW + 2 * DAY)
    ask_law(NOW + 2 * DAY)
    missing(party, since=10)
    reconsider([party.id], [], NOW + 11 * DAY)
    ask_law(NOW + 11 * DAY)
    assert Finding.objects.get().status == "effective"


def test_nothing_is_sent_by_post_to_whoever_is_missing() -> None:
    party = defendant(make.case(), address_class=None, consents=False)
    sealed = envelope(party)
    missing(party)
    services = tuple(sealed.services.values_list("id", flat=True))
    signed = StepDraft("signed", NOW + DAY, by="cohabitant")
    record_deed(sealed, DeedDraft("mail", services, signed), "engine", NOW + 2 * DAY)
    ask_law(NOW + 2 * DAY)
    assert Finding.objects.get().status == "not_allowed"
