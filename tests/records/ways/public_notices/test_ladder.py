"""What was tried is told truly, across all orders of a person, and a notice needs an exhausted ladder."""

from datetime import datetime, timedelta

import pytest

from songda.core.circumstances import Kind
from songda.core.law import LadderStanding
from songda.core.law.facts import Channel
from songda.core.refusal import Refused, WrongField
from songda.records.law.decisions.ask_law import ask_law
from songda.records.law.facts.dossier import load_dossier_for_notice
from songda.records.law.planning.advance import reconsider
from songda.records.matter.cases.actions import Reason
from songda.records.matter.circumstances.actions import end, note
from songda.records.matter.circumstances.entries import CircumstanceDraft
from songda.records.overview.boards.ladder import TriesSoFar, tries_in
from songda.records.service.deeds.models import Deed
from songda.records.service.findings.models import Finding
from songda.records.service.orders.models import Envelope
from songda.records.ways.deeds import DeedDraft, StepDraft, add_step, record_deed, strike_kept
from songda.records.ways.public_notices.terms import terms_of
from songda.records.ways.telephone.calls.actions import record_call
from songda.records.ways.telephone.calls.drafts import CallDraft
from tests import make
from tests.records.noted import noted
from tests.records.stage import NOW, Stage, defendant, envelope

pytestmark = pytest.mark.database
DAY = timedelta(days=1)
END = NOW + 60 * DAY


def tries_so_far(sealed: Envelope, now: datetime) -> TriesSoFar:
    return tries_in(load_dossier_for_notice(sealed), now)


def unserved() -> Envelope:
    return envelope(defendant(make.case(), address_class=None, consents=False))


def hand(sealed: Envelope, way: str, kind: str, day: int, *, by: str = "", words: str = "孝义市府前街18号") -> Deed:
    services = tuple(sealed.services.values_list("id", flat=True))
    step = StepDraft(kind, NOW + day * DAY, by=by, words=words)
    return record_deed(sealed, DeedDraft(way, services, step), "engine", END)


def publish(sealed: Envelope, day: int) -> Deed:
    return hand(sealed, "public_notice", "published", day, words="人民法院报")


def finding(sealed: Envelope) -> Finding:
    ask_law(END)
    return Finding.objects.get(service__envelope=sealed)


def test_a_notice_of_somebody_who_was_never_looked_for_is_not_taken() -> None:
    sealed = unserved()
    with pytest.raises(Refused) as refused:
        publish(sealed, 1)
    assert refused.value.code == "notice_needs_the_ladder"
    assert "公告前未登记下落不明" in refused.value.sentence("zh")
    assert "it is not service" in refused.value.sentence("en")
    assert not Deed.objects.filter(envelope=sealed).exists()


def test_one_tier_is_not_enough_and_the_refusal_names_what_is_left() -> None:
    sealed = unserved()
    letter = hand(sealed, "mail", "sent", 1)
    assert tries_so_far(sealed, NOW + 2 * DAY).papers[0].ladder.standing is LadderStanding.NONE
    add_step(letter, StepDraft("returned", NOW + 5 * DAY, words="原址查无此人"), "engine", END)
    with pytest.raises(Refused) as refused:
        publish(sealed, 6)
    assert "直接送达或者留置送达没有未能送达的记录" in refused.value.sentence("zh")
    hand(sealed, "direct", "failed", 7, words="无人在家，邻居称已搬走")
    with pytest.raises(Refused):
        publish(sealed, 6)
    assert tries_so_far(sealed, NOW + 8 * DAY).has_ground
    publish(sealed, 8)
    assert finding(sealed).status == "effective"


def test_what_was_tried_for_another_order_counts_and_is_told_as_such() -> None:
    first = unserved()
    hand(first, "direct", "failed", 1, words="门锁着")
    hand(first, "mail", "returned", 2, words="查无此人")
    second = envelope(first.party)
    stands = tries_so_far(second, NOW + 3 * DAY)
    assert stands.has_ground
    assert [(step.way, step.other) for step in stands.steps] == [("direct", first), ("mail", first)]
    publish(second, 3)
    ask_law(END)
    assert Finding.objects.get(service__envelope=second).status == "effective"


def test_what_another_order_brought_him_takes_the_ground_away() -> None:
    first, day = unserved(), NOW + 4 * DAY
    second = envelope(first.party)
    hand(first, "direct", "failed", 1)
    hand(first, "mail", "returned", 2)
    hand(second, "mail", "signed", 3, by="cohabitant")
    assert tries_so_far(first, day).untried == (Channel.MAIL, Channel.ENTRUSTED)


def test_what_was_tried_at_another_stage_or_on_another_person_does_not_count() -> None:
    first = unserved()
    hand(first, "direct", "failed", 1)
    hand(first, "mail", "returned", 2)
    other = envelope(make.party(first.case, "defendant", name="王某"))
    assert tries_so_far(other, NOW + 3 * DAY).steps == ()
    type(first.case).objects.filter(id=first.case_id).update(stage="second_instance")
    first.case.earlier_phases.create(
        until=NOW + 3 * DAY, branch="civil", procedure="ordinary", stage="first_instance", is_status_case=False
    )
    later = envelope(type(first.party).objects.get(id=first.party_id))
    Envelope.objects.filter(id=later.id).update(placed_at=NOW + 4 * DAY)
    later.refresh_from_db()
    assert not tries_so_far(later, NOW + 5 * DAY).has_ground
    assert tries_so_far(later, NOW + 5 * DAY).steps == ()


def test_where_he_agreed_to_electronic_service_that_must_fail_too() -> None:
    sealed = envelope(defendant(make.case()))
    hand(sealed, "direct", "failed", 1)
    hand(sealed, "mail", "returned", 2)
    stands = tries_so_far(sealed, NOW + 3 * DAY)
    assert [tier.state for tier in stands.tiers] == ["tried", "tried", "open"]
    with pytest.raises(Refused) as refused:
        publish(sealed, 3)
    assert "电子送达没有未能送达的记录" in refused.value.sentence("zh")


def test_whoever_is_missing_may_be_served_by_notice_at_once() -> None:
    sealed = unserved()
    note(sealed.party, CircumstanceDraft("missing", NOW, basis="police", words="派出所证明"), "engine", NOW)
    stands = tries_so_far(sealed, NOW + DAY)
    assert (stands.has_ground, stands.steps) == (True, ())
    publish(sealed, 1)
    assert finding(sealed).status == "effective"


def test_a_notice_keeps_its_ground_when_the_missing_person_is_found_and_a_later_one_has_none() -> None:
    sealed = unserved()
    note(sealed.party, CircumstanceDraft("missing", NOW, basis="police", words="派出所证明"), "engine", NOW)
    notice = publish(sealed, 3)
    end(noted(sealed.party, Kind.MISSING), NOW + 5 * DAY, "engine", END)
    reconsider([sealed.party_id], [], END)
    assert finding(sealed).status == "effective"
    with pytest.raises(Refused):
        add_step(notice, StepDraft("published", NOW + 6 * DAY, words="人民法院报"), "engine", END)


def test_striking_what_the_notice_rested_on_puts_it_before_the_judge() -> None:
    sealed = unserved()
    hand(sealed, "direct", "failed", 1)
    letter = hand(sealed, "mail", "returned", 2)
    publish(sealed, 3)
    assert finding(sealed).status == "effective"
    strike_kept(letter.steps.get(), Reason("录错"), "engine", END)
    assert finding(sealed).status == "awaiting_judge"


def test_what_is_recorded_later_for_another_order_lets_the_law_look_at_the_notice_again() -> None:
    first = unserved()
    second = envelope(first.party)
    hand(first, "direct", "failed", 1)
    hand(first, "mail", "returned", 2)
    publish(first, 4)
    assert finding(first).status == "effective"
    letter = hand(second, "mail", "signed", 3, by="cohabitant")
    assert finding(first).status == "awaiting_judge"
    strike_kept(letter.steps.get(), Reason("录错"), "engine", END)
    assert finding(first).status == "effective"


def test_a_second_publication_is_looked_at_like_the_first() -> None:
    sealed = unserved()
    hand(sealed, "direct", "failed", 1)
    letter = hand(sealed, "mail", "returned", 2)
    notice = publish(sealed, 3)
    strike_kept(letter.steps.get(), Reason("录错"), "engine", END)
    with pytest.raises(Refused):
        add_step(notice, StepDraft("published", NOW + 5 * DAY, words="人民法院报"), "engine", END)


def test_where_the_law_closes_the_way_it_says_so_itself() -> None:
    sealed = envelope(defendant(make.case(procedure="simplified"), address_class=None, consents=False))
    assert tries_so_far(sealed, NOW).is_closed
    publish(sealed, 1)
    assert finding(sealed).status == "not_allowed"


def test_every_try_is_told_with_day_way_outcome_and_who_made_it() -> None:
    sealed = envelope(defendant(make.case()))
    stage = Stage()
    stage.send()
    stage.apply()
    party, number = sealed.party, sealed.party.addresses.get()
    clerk = f"staff:{make.user(party.case.court).id}"
    record_call(party, CallDraft(NOW + DAY, "unreachable", number.id), clerk, NOW + DAY)
    hand(sealed, "direct", "signed", 3, by="stranger", words="邻居")
    hand(sealed, "mail", "returned", 2, words="原址查无此人")
    stands = tries_so_far(sealed, END)
    lines = [(step.way, step.outcome, step.by, step.words) for step in stands.steps]
    assert ("sms", "arrived", "", "") in lines
    told = [line for line in lines if line[0] != "sms"]  # the scripted channel tells the time of the machine
    assert told == [
        ("phone", "unreachable", "", ""),
        ("mail", "returned", "", "原址查无此人"),
        ("direct", "signed", "stranger", "邻居"),
    ]
    assert {step.who for step in stands.steps if step.way == "phone"} == {clerk}
    assert "sms" in stands.untried  # it reached his own number: no way that failed


def test_a_struck_step_is_not_told() -> None:
    sealed = unserved()
    deed = hand(sealed, "mail", "returned", 2)
    deed.steps.update(struck_at=END)
    stands = tries_so_far(sealed, END)
    assert (stands.steps, stands.has_ground) == ((), False)


def test_two_tries_or_ten_of_two_orders_or_five_take_the_same_statements(django_assert_max_num_queries: object) -> None:
    sealed = unserved()
    for day in range(1, 9):
        hand(sealed, "mail", "returned", day)
    others = [envelope(sealed.party) for _ in range(4)]
    for day, other in enumerate(others, 11):
        hand(other, "mail", "returned", day)
    with django_assert_max_num_queries(22):  # type: ignore[operator]
        assert len(tries_so_far(sealed, END).steps) == 12


def test_of_no_papers_there_is_no_notice_and_the_field_is_named() -> None:
    with pytest.raises(WrongField, match="no_papers") as refused:
        terms_of(load_dossier_for_notice(unserved()), [], NOW)
    assert refused.value.field == "papers"
