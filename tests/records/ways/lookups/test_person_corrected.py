"""Whom the operators are asked about is whom somebody asked for and another person approved, and nobody else."""

from dataclasses import replace
from typing import Any

import pytest

from songda.core.access import Role
from songda.core.refusal import Refused
from songda.records.ground.evidence.models import Event
from songda.records.matter.cases.actions import Reason
from songda.records.matter.parties.corrections import correct_party, draft_of
from songda.records.matter.parties.models import Address, Party
from songda.records.service.tasks.models import Task
from songda.records.ways.lookups.actions import approve, withdraw
from songda.records.ways.lookups.course import end_pending
from songda.records.ways.lookups.disclosure import lookups_shown_to
from songda.records.ways.lookups.inquiries import DEAD_AFTER, claim_share, free_dead_claims, note_answers
from songda.records.ways.lookups.models import FoundNumber, Lookup
from songda.registries.contract import ReplyCode
from tests import make
from tests.records.ways.lookups.stage import Book, approved, ask_all, came, requested, says, supervisor

pytestmark = pytest.mark.database
OTHERS = [
    {"number": make.resident_id(order=77)},
    {"name": "王受害"},
    {"name": "王受害", "number": make.resident_id(order=77)},
    {"number": ""},
    {"kind": "legal_person", "name": "某公司", "number": "91350100M000100Y43"},
]


def corrected(party: Party, **changes: Any) -> None:
    fresh = Party.objects.select_related("case__court").get(id=party.id)
    correct_party(fresh, replace(draft_of(fresh), **changes), Reason("笔误更正"), "engine", make.NOW)


@pytest.mark.parametrize("changes", OTHERS)
def test_a_person_whom_nobody_approved_is_not_asked_about(changes: dict[str, str]) -> None:
    lookup, book = approved(), Book(says(ReplyCode.NUMBERS, make.mobile()))
    corrected(lookup.party, **changes)
    assert ask_all(book) == 0  # before anybody looked: no question leaves
    assert end_pending(make.NOW) == 1
    assert ask_all(book) == 0
    lookup.refresh_from_db()
    assert (lookup.state, [one.answer for one in lookup.inquiries.all()]) == ("ended", ["not_asked"])
    assert Event.objects.get(name="lookup.ended").data["why"] == "person_corrected"
    assert not Address.objects.filter(party=lookup.party).exists()


@pytest.mark.parametrize("changes", OTHERS)
def test_a_request_for_somebody_who_is_another_by_now_is_not_approved(changes: dict[str, str]) -> None:
    lookup = requested()
    corrected(lookup.party, **changes)
    with pytest.raises(Refused, match="lookup_person_corrected") as refused:
        approve(lookup, supervisor(), make.NOW)
    assert all(words in refused.value.sentence("zh") for words in ("已更正", "重新申请"))
    assert not lookup.inquiries.filter(step="due").exists()
    withdraw(lookup, Reason("按更正后的信息重新申请"), lookup.asked_by, make.NOW)
    if "kind" not in changes and changes.get("number") != "":
        approve(requested(Party.objects.get(id=lookup.party_id)), supervisor(), make.NOW)


def test_a_request_for_somebody_who_is_no_party_by_now_is_not_approved() -> None:
    lookup = requested()
    corrected(lookup.party, role="witness")
    with pytest.raises(Refused, match="lookup_only_of_parties"):
        approve(lookup, supervisor(), make.NOW)


def test_a_colleague_is_not_looked_up_by_way_of_a_correction() -> None:
    make.user(role=Role.JUDGE, name="周同事")
    lookup, book = approved(), Book(says(ReplyCode.NUMBERS, make.mobile()))
    corrected(lookup.party, name="周同事")
    assert (ask_all(book), book.heard) == (0, [])


def test_whoever_was_meant_for_a_while_was_looked_up_by_nobody() -> None:
    victim = make.party(make.case(make.other_court()), name="王受害", number=make.resident_id())
    lookup, book = approved(), Book(says(ReplyCode.NUMBERS, make.mobile()))
    was = draft_of(lookup.party)
    corrected(lookup.party, name=victim.name, number=victim.number)
    ask_all(book)
    corrected(lookup.party, name=was.name, number=was.number)
    ask_all(book)
    assert [(one.name, one.number) for one in book.heard] == [(was.name, was.number)]
    assert lookups_shown_to(victim, make.NOW) == []


def test_another_way_to_write_the_same_name_ends_nothing() -> None:
    lookup, book = approved(), Book(says(ReplyCode.NONE))
    corrected(lookup.party, name=" ".join(lookup.party.name))
    assert (end_pending(make.NOW), ask_all(book)) == (0, 1)
    assert Lookup.objects.get().state == "answered"


def test_an_answer_about_whom_the_party_is_no_longer_is_not_kept() -> None:
    lookup = approved()
    share = claim_share("w1", make.NOW)
    assert share is not None
    corrected(lookup.party, number=make.resident_id(order=77))
    note_answers(share, came(Book(says(ReplyCode.NUMBERS, make.mobile())), share), make.NOW)
    assert (FoundNumber.objects.count(), Address.objects.filter(party=lookup.party).count()) == (0, 0)
    later = make.NOW + 2 * DEAD_AFTER
    free_dead_claims(later)
    assert claim_share("w2", later) is None
    end_pending(later)
    lookup.refresh_from_db()
    assert (lookup.state, [one.answer for one in lookup.inquiries.all()]) == ("ended", ["missing"])
    assert Task.objects.filter(party=lookup.party, kind="check_lookup", closed_at=None).exists()


@pytest.mark.parametrize(("changes", "asks"), [({"name": "王更正"}, True), ({"is_soldier": True}, False)])
def test_a_correction_of_who_they_are_calls_the_worker(changes: dict[str, Any], asks: bool) -> None:
    from django.db import connection

    party = make.party()
    corrected(party, **changes)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM procrastinate_jobs WHERE task_name = 'lookups.ask'")
        assert (cursor.fetchone() is not None) is asks
