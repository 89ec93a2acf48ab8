"""The court's own ledger: errors count, slower from 80 %, nothing at 100 %, an alarm when the limit changes."""

from datetime import timedelta

import pytest

from songda.core.lookups import SLOW_BATCH, SLOW_PAUSE, QuotaUse, allowance
from songda.records.ways.lookups.inquiries import claim_share, note_answers
from songda.records.ways.lookups.models import Alarm, Inquiry, LedgerLine, Lookup, Quota
from songda.records.ways.lookups.watching import next_day
from songda.registries import contract
from songda.registries.contract import RegistryError, ReplyCode, Trouble
from tests import make
from tests.records.ways.lookups.stage import Book, approved, ask_all, says
from tests.rows import all_rows


@all_rows(
    ("spent", "room"),
    [
        (QuotaUse(1000, 0), 100),
        (QuotaUse(1000, 750), 50),
        (QuotaUse(1000, 799), 1),
        (QuotaUse(1000, 800), SLOW_BATCH),
        (QuotaUse(1000, 800, make.NOW - SLOW_PAUSE), SLOW_BATCH),
        (QuotaUse(1000, 800, make.NOW - SLOW_PAUSE / 2), 0),
        (QuotaUse(1000, 995), 5),
        (QuotaUse(1000, 1000), 0),
        (QuotaUse(1000, 1200), 0),
        (QuotaUse(0, 0), 0),
        (QuotaUse(3, 0), 3),
    ],
)
def test_how_many_questions_may_go_out(spent: QuotaUse, room: int) -> None:
    assert allowance(spent, make.NOW) == room


@pytest.mark.database
@pytest.mark.usual_day
def test_errors_count_and_the_quota_is_never_passed() -> None:
    Quota.objects.create(purpose="service", limit=10, told_at=make.NOW)
    for _ in range(14):
        approved()
    while share := claim_share("w1", make.NOW):
        note_answers(share, RegistryError(Trouble.UNREACHABLE, "away"), make.NOW)
    assert LedgerLine.objects.count() == 8  # from here on slowly
    book, moment = Book(says(ReplyCode.NONE)), make.NOW
    for _ in range(5):
        moment += SLOW_PAUSE
        ask_all(book, moment)
    assert LedgerLine.objects.count() == 10
    assert Lookup.objects.filter(state="approved").exists()
    ask_all(book, next_day(moment))
    assert LedgerLine.objects.filter(day="2026-06-02").count() == 8


@pytest.mark.database
def test_each_purpose_has_a_quota_of_its_own() -> None:
    Quota.objects.create(purpose="service", limit=0, told_at=make.NOW)
    approved()
    approved(purpose="enforcement")
    ask_all(Book(says(ReplyCode.NONE)))
    assert set(Inquiry.objects.values_list("lookup__purpose", "step")) == {
        ("service", "due"),
        ("enforcement", "closed"),
    }


@pytest.mark.database
def test_a_limit_that_changed_without_notice_is_taken_over_and_raises_an_alarm_once() -> None:
    Quota.objects.create(purpose="service", limit=5000, told_at=make.NOW)
    for _ in range(2):
        approved()
        ask_all(Book(says(ReplyCode.NONE), (contract.Quota("service", 50, 7),)))
    assert Quota.objects.get().limit == 50
    assert list(Alarm.objects.values_list("kind", "count", "usual")) == [("quota_changed", 50, 5000)]


@pytest.mark.database
def test_the_first_limit_that_is_told_is_no_alarm() -> None:
    approved()
    ask_all(Book(says(ReplyCode.NONE), (contract.Quota("service", 5000, 7),)))
    assert (Quota.objects.get().limit, Alarm.objects.count()) == (5000, 0)


@pytest.mark.database
def test_a_provider_that_says_its_quota_is_gone_is_asked_again_the_next_day() -> None:
    lookup = approved()
    share = claim_share("w1", make.NOW)
    assert share is not None
    gone = RegistryError(Trouble.QUOTA, "gone", (contract.Quota("service", 5, 5),))
    note_answers(share, gone, make.NOW)
    one = lookup.inquiries.get()
    assert (one.step, one.send_after, one.times_asked) == ("due", next_day(make.NOW), 0)
    assert set(Alarm.objects.values_list("kind", flat=True)) == {"quota_used_up"}
    assert next_day(make.NOW) - make.NOW < timedelta(days=1)
