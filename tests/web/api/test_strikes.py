"""Calls, consents and refusals that were entered by mistake are struck over the API as at the desk."""

import pytest

from songda.records.ground.evidence.models import Event
from songda.records.ground.evidence.queries import secrets_of
from songda.records.matter.parties.actions import record_refusal
from songda.records.matter.parties.models import Party
from songda.records.service.orders.actions import OrderDraft, place_order
from tests import make
from tests.records.law.decisions.test_striking import served
from tests.web.api.caller import Caller
from tests.web.api.calls import call_to

pytestmark = pytest.mark.database
WHY = {"reason": "登记到了另一当事人名下"}


def party_of(court: Caller, party: Party) -> dict[str, list[dict[str, str]]]:
    """The party as the API lists it."""
    (shown,) = (one for one in court.get(f"/cases/{party.case_id}/parties").json() if one["id"] == str(party.id))
    return dict(shown)


def test_a_consent_is_struck_with_its_reason_and_stays_in_the_list(court: Caller) -> None:
    party = make.party()
    consent = make.consent(party)
    answer = court.post(f"/consents/{consent.id}/removal", WHY)
    assert (answer.status_code, answer.json()["id"]) == (201, str(consent.id))
    (shown,) = party_of(court, party)["consents"]
    assert shown["struck_at"][:19] == answer.json()["struck_at"][:19]
    event = Event.objects.get(name="consent.struck")
    assert event.actor.startswith("client:")
    assert [secret.private for secret in secrets_of([event.id]).values()] == [WHY]


def test_a_refusal_is_struck_and_electronic_service_is_open_again(court: Caller) -> None:
    party = make.party()
    make.address(party)
    make.consent(party)
    paper = make.paper(party.case)
    refusal = record_refusal(party, make.NOW, "call", "engine", make.NOW)
    assert party_of(court, party)["refusals"][0]["struck_at"] is None
    answer = court.post(f"/refusals/{refusal.id}/removal", WHY)
    assert answer.status_code == 201
    assert [said["struck_at"] is None for said in party_of(court, party)["refusals"]] == [False]
    order = OrderDraft(party.case_id, (paper.id,), (party.id,))
    assert place_order(order, party.case.court, "engine", make.NOW).id


def test_a_call_takes_what_was_recorded_with_it_along(court: Caller) -> None:
    party = make.party()
    call = call_to(party, "agrees")
    shown = party_of(court, party)
    assert (shown["calls"][0]["outcome"], shown["addresses"][0]["address_class"]) == ("agrees", "confirmed")
    answer = court.post(f"/calls/{call.id}/removal", WHY)
    assert answer.status_code == 201
    after = party_of(court, party)
    assert [(made["id"], made["struck_at"] is None) for made in after["calls"]] == [(str(call.id), False)]
    assert after["consents"][0]["struck_at"]
    assert after["addresses"][0]["address_class"] == "found"


def test_a_repetition_under_one_key_is_one_and_another_striking_is_refused(court: Caller) -> None:
    consent = make.consent(make.party())
    first, second = (court.post(f"/consents/{consent.id}/removal", WHY, key="s1") for _ in "12")
    assert second.content == first.content
    assert second.headers["Idempotent-Replayed"] == "true"
    again = court.post(f"/consents/{consent.id}/removal", WHY)
    assert (again.status_code, again.json()["code"]) == (409, "struck_already")
    assert Event.objects.filter(name="consent.struck").count() == 1


def test_where_something_that_counts_rests_on_it_a_judge_comes_first(court: Caller) -> None:
    consent = served().consents.get()
    answer = court.post(f"/consents/{consent.id}/removal", WHY)
    assert (answer.status_code, answer.json()["code"]) == (422, "finding_rests_on_it")
    assert "法官" in answer.json()["sentence_zh"]
    consent.refresh_from_db()
    assert consent.struck_at is None


def test_what_was_withdrawn_was_given_and_is_not_struck(court: Caller) -> None:
    consent = make.consent(make.party())
    court.post(f"/consents/{consent.id}/withdrawal", {"at": make.NOW.isoformat()})
    answer = court.post(f"/consents/{consent.id}/removal", WHY)
    assert (answer.status_code, answer.json()["code"]) == (409, "consent_withdrawn_already")


@pytest.mark.parametrize("reason", ["", "  ", "长" * 201])
def test_a_strike_has_a_reason_of_a_few_words(court: Caller, reason: str) -> None:
    consent = make.consent(make.party())
    answer = court.post(f"/consents/{consent.id}/removal", {"reason": reason})
    assert (answer.status_code, answer.json()["path"]) == (422, "$.reason")


def test_a_paper_filed_by_mistake_is_struck_with_its_reason_and_stays_in_the_list(court: Caller) -> None:
    paper = make.paper(make.case())
    answer = court.post(f"/papers/{paper.id}/removal", WHY)
    assert (answer.status_code, answer.json()["id"]) == (201, str(paper.id))
    (shown,) = court.get(f"/cases/{paper.case_id}/papers").json()["papers"]
    assert (shown["struck_at"][:19], shown["sha256"]) == (answer.json()["struck_at"][:19], paper.sha256_hex)
    event = Event.objects.get(name="paper.struck")
    assert event.actor.startswith("client:")
    assert [secret.private for secret in secrets_of([event.id]).values()] == [WHY]
    twice = court.post(f"/papers/{paper.id}/removal", WHY)
    assert (twice.status_code, twice.json()["code"]) == (409, "struck_already")


def test_a_paper_that_was_ordered_to_be_served_is_not_struck(court: Caller) -> None:
    paper = served().envelopes.get().services.get().paper
    answer = court.post(f"/papers/{paper.id}/removal", WHY)
    assert answer.json()["code"] == "paper_was_ordered"
    assert not Event.objects.filter(name="paper.struck").exists()


def test_a_paper_is_not_struck_without_a_reason_nor_by_another_court(court: Caller, outsider: Caller) -> None:
    paper = make.paper(make.case())
    assert court.post(f"/papers/{paper.id}/removal", {"reason": " "}).status_code == 422
    assert outsider.post(f"/papers/{paper.id}/removal", WHY).status_code == 404
    paper.refresh_from_db()
    assert paper.struck_at is None
