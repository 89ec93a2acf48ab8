"""An answer that nobody can work with is none: it spoils no other, and nobody is asked for more often than usual."""

import json
from datetime import timedelta

import pytest

from songda.records.ground.evidence.models import Event
from songda.records.service.tasks.models import Task
from songda.records.ways.lookups.inquiries import (
    DEAD_AFTER,
    WAITS,
    InquiryShare,
    claim_share,
    free_dead_claims,
    note_answers,
)
from songda.records.ways.lookups.models import FoundNumber, Inquiry, Lookup, Quota
from songda.registries import contract
from songda.registries.contract import BatchReply, Reply, ReplyCode
from songda.registries.platform import person_mark, read_batch
from tests import make
from tests.records.ways.lookups.stage import approved

pytestmark = pytest.mark.database
SPOILED = ["a\0b", "\ud83d"]


def share() -> InquiryShare:
    claimed = claim_share("w1", make.NOW)
    assert claimed is not None
    return claimed


def none_but(asked: InquiryShare, reason: str) -> BatchReply:
    """Nothing for anybody; beside the first one stands a reason that no reader should let through."""
    first, *others = asked.ids
    plain = [Reply(each, ReplyCode.NONE, reason="fine") for each in others]
    return BatchReply((Reply(first, ReplyCode.NONE, reason=reason), *plain))


@pytest.mark.parametrize("reason", SPOILED, ids=["a NUL", "half a letter"])
def test_one_answer_that_cannot_be_noted_spoils_no_other(reason: str) -> None:
    lookups = [approved(make.party()) for _ in range(3)]
    asked = share()
    note_answers(asked, none_but(asked, reason), make.NOW)
    kept = {one.id: one for one in Inquiry.objects.all()}
    spoiled = kept[asked.ids[0]]
    assert (spoiled.step, spoiled.answer, spoiled.times_asked) == ("due", "", 1)
    assert spoiled.send_after == make.NOW + WAITS[0]
    assert [kept[each].answer for each in asked.ids[1:]] == ["none", "none"]
    assert Lookup.objects.filter(id__in=[one.id for one in lookups], state="answered").count() == 2
    assert Event.objects.filter(name="inquiry.answered").count() == 2


@pytest.mark.parametrize("reason", SPOILED, ids=["a NUL", "half a letter"])
def test_it_ends_as_one_that_nobody_answered_and_people_are_told(reason: str) -> None:
    lookup, at = approved(), make.NOW
    asked = 0
    while (claimed := claim_share("w1", at)) is not None:
        asked += 1
        note_answers(claimed, none_but(claimed, reason), at)
        at += WAITS[-1]
    lookup.refresh_from_db()
    assert (asked, lookup.state) == (len(WAITS) + 1, "answered")
    assert Inquiry.objects.get().answer == "missing"
    assert Task.objects.get(closed_at=None).kind == "check_lookup"


def test_a_day_used_up_is_counted_once_though_the_batch_was_spoiled() -> None:
    for _ in range(3):
        approved(make.party())
    asked = share()
    first, second, third = asked.ids
    used_up = (Reply(second, ReplyCode.QUOTA), Reply(third, ReplyCode.QUOTA))
    note_answers(asked, BatchReply((Reply(first, ReplyCode.NONE, reason="\0"), *used_up)), make.NOW)
    assert set(Inquiry.objects.exclude(id=first).values_list("step", "times_asked")) == {("due", 0)}


def test_what_is_said_of_a_quota_spoils_no_answer() -> None:
    approved()
    asked = share()
    beyond = contract.Quota("service", 10**12, 1)
    note_answers(asked, BatchReply((Reply(asked.ids[0], ReplyCode.NONE),), (beyond,)), make.NOW)
    assert Inquiry.objects.get().answer == "none"
    assert Quota.objects.get().limit < 10**12


def test_each_claim_that_died_counts_as_a_try() -> None:
    lookup, at, asked = approved(), make.NOW, 0
    for _ in range(3 * len(WAITS)):
        asked += claim_share("w1", at) is not None  # its worker dies
        at += DEAD_AFTER + timedelta(seconds=1)
        free_dead_claims(at)
    lookup.refresh_from_db()
    assert (asked, lookup.state) == (len(WAITS) + 1, "answered")
    ended = Inquiry.objects.get()
    assert (ended.step, ended.answer, ended.times_asked) == ("closed", "missing", len(WAITS) + 1)
    assert Event.objects.get(name="inquiry.answered").data["times"] == len(WAITS) + 1
    assert list(Task.objects.filter(closed_at=None).values_list("kind", "reason")) == [
        ("check_lookup", "lookup_incomplete")
    ]
    assert free_dead_claims(at) == 0
    assert not FoundNumber.objects.exists()


def test_a_reason_is_read_without_what_nobody_can_keep() -> None:
    approved()
    asked = share()
    (one,) = asked.inquiries
    said = {"id": str(one.id), "operator": one.operator, "status": "refused", "reason": "a\0b\ud83d"}
    body = json.dumps({"answers": [{**said, "person": person_mark(str(one.id), one.name, one.number)}]}).encode()
    note_answers(asked, read_batch(body, [one]), make.NOW)
    assert list(Inquiry.objects.values_list("answer", "reason")) == [("refused", "ab")]
