"""What a change of the case makes of all that is under way: shown on one page, taken back with one press."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from songda.clock import now
from songda.core.delivery.letters import LetterState, Withdrawal
from songda.core.refusal import Refused
from songda.records.law.planning.advance import reconsider
from songda.records.law.rulings.guards import claim_with_all_since
from songda.records.matter.cases.actions import Reason
from songda.records.matter.cases.hearings import move_hearing, set_hearing
from songda.records.matter.cases.models import Case, Hearing
from songda.records.matter.circumstances.actions import note, strike
from songda.records.matter.circumstances.entries import CircumstanceDraft
from songda.records.service.findings.models import Finding
from songda.records.service.orders.models import Envelope, Service
from songda.records.service.tasks.models import Task
from songda.records.ways.post.letters.actions import sweep_overtaken
from songda.records.ways.post.letters.models import Letter
from songda.records.ways.post.planning import plan_letter
from songda.records.ways.public_notices.actions import put_back, remove_notice, take_down
from songda.web.console.shared.forms import ANSWER
from tests import make
from tests.records.law_of_the_day import earlier
from tests.records.stage import defendant, order
from tests.records.ways.post.letters.post import CLERK, draft_for, home
from tests.records.ways.public_notices.scene import clerk_of, exhausted, published
from tests.web.console.world import mark, signed_in, typed

pytestmark = pytest.mark.database


def posted() -> tuple[Case, Hearing, Letter]:
    """A summons in a letter that waits in the print room, and its hearing."""
    at, case = now(), make.case()
    hearing = set_hearing(case, at + timedelta(days=30), "第一审判庭", CLERK, at)
    party = defendant(case, None, consents=False)
    home(party)
    order(party, make.paper(case))
    envelope = Envelope.objects.select_related("case__court", "party").get(party=party)
    return case, hearing, plan_letter(envelope, draft_for(envelope), CLERK, at)


def stands(letter: Letter) -> tuple[str, str]:
    letter.refresh_from_db()
    return letter.state, letter.withdrawal


@pytest.mark.parametrize(("language", "said"), [("zh-hans", "传票所载时间已不开庭"), ("en", "no hearing takes place")])
def test_after_a_hearing_moved_what_no_longer_fits_is_taken_back_with_one_press(language: str, said: str) -> None:
    case, hearing, letter = posted()
    client = signed_in(language=language)
    page, move = reverse("console:case_under_way", args=[case.id]), reverse("console:move_hearing", args=[hearing.id])
    typed_in = {"at": typed(now() + timedelta(days=40)), "place": "第一审判庭"}
    doubted = client.post(move, typed_in).content.decode()
    moved = client.post(move, {**typed_in, ANSWER: mark(doubted)})
    assert moved["Location"] == page
    assert said in client.get(page).content.decode()
    assert client.post(page, {"reason": ""}).status_code == 422
    assert client.post(page, {"reason": "庭审改期"}).status_code == 302
    assert Service.objects.get().recalled_at is not None
    assert stands(letter) == (LetterState.WITHDRAWN, Withdrawal.RECALLED)
    assert said not in client.get(page).content.decode()


def test_a_letter_with_an_old_summons_leaves_the_print_room_by_itself() -> None:
    case, hearing, letter = posted()
    move_hearing(hearing, (now() + timedelta(days=40), "第一审判庭"), CLERK, now())
    reconsider([], [case.id], now())
    sweep_overtaken(now())
    assert stands(letter) == (LetterState.WITHDRAWN, Withdrawal.OLD_HEARING)


def test_nobody_who_died_is_ordered_for_or_written_to_and_the_heirs_are_asked_for() -> None:
    case, _hearing, letter = posted()
    party = letter.envelope.party
    note(party, CircumstanceDraft("deceased", since=now(), words="户籍已注销"), CLERK, now())
    reconsider([party.id], [], now())
    assert Task.objects.get(kind="ask_heirs", closed_at=None).party == party
    with pytest.raises(Refused) as refused:
        order(party, make.paper(case, "evidence_notice"))
    assert refused.value.code == "recipient_died"
    sweep_overtaken(now())
    assert stands(letter) == (LetterState.WITHDRAWN, Withdrawal.DIED)


def test_a_closed_case_has_no_hearing_to_come_and_stops_what_is_ticked() -> None:
    case, hearing, letter = posted()
    client, page, typed_in = (
        signed_in(),
        reverse("console:close_case", args=[case.id]),
        {"reason": "撤诉", "stop": "on"},
    )
    doubted = client.post(page, typed_in)
    answer = client.post(page, {**typed_in, ANSWER: mark(doubted.content.decode())})
    hearing.refresh_from_db()
    assert (answer.status_code, hearing.cancelled_at is not None) == (302, True)
    assert stands(letter) == (LetterState.WITHDRAWN, Withdrawal.RECALLED)


def test_a_change_leads_to_what_is_under_way_where_something_is() -> None:
    case, _hearing, letter = posted()
    party, client = letter.envelope.party, signed_in()
    page = reverse("console:case_under_way", args=[case.id])
    retire = reverse("console:retire_address", args=[letter.address_id])
    assert client.post(retire, {"reason": "本人来电更正"})["Location"] == page
    died = f"{reverse('console:note_of_party', args=[party.id])}?kind=deceased"
    noted = client.post(died, {"since": typed(now() - timedelta(days=1)), "words": "户籍已注销"})
    assert noted["Location"] == page
    other = make.address(defendant(make.case(case.court), None, consents=False))
    left = client.post(reverse("console:retire_address", args=[other.id]), {"reason": "停用"})
    assert left["Location"] == reverse("console:party", args=[other.party_id]), "nothing is under way there"


def test_a_notice_that_stands_for_somebody_who_died_is_a_task_until_it_is_taken_away_or_the_death_is_struck() -> None:
    notice = published(exhausted())
    party = notice.envelope.party
    death = note(party, CircumstanceDraft("deceased", since=now(), words="户籍已注销"), CLERK, now())
    reconsider([party.id], [], now())
    reconsider([party.id], [], now())
    task = Task.objects.get(kind="stop_notice", closed_at=None)
    assert (task.envelope, task.owner) == (notice.envelope, Task.objects.get(kind="ask_heirs").owner)
    strike(death, Reason("同名他人误登"), CLERK, now())
    reconsider([party.id], [], now())
    assert not Task.objects.filter(kind="stop_notice", closed_at=None).exists()
    note(party, CircumstanceDraft("deceased", since=now(), words="户籍已注销"), CLERK, now())
    reconsider([party.id], [], now())
    assert Task.objects.filter(kind="stop_notice", closed_at=None).exists()
    take_down(notice.id, Reason("受送达人已死亡"), clerk_of(notice.envelope), now())
    with pytest.raises(Refused, match="notice_overtaken"):
        put_back(notice.id, clerk_of(notice.envelope), now())
    remove_notice(notice.id, Reason("受送达人已死亡"), clerk_of(notice.envelope), now())
    assert not Task.objects.filter(kind="stop_notice", closed_at=None).exists()


def test_the_time_to_answer_runs_from_the_day_the_claim_was_served_and_not_from_the_registration() -> None:
    case, day = make.case(), timedelta(days=1)
    party = defendant(case, None, consents=False)
    today = localdate(now())
    assert (today - localdate(case.registered_at)).days > 30
    assert claim_with_all_since(case, today) == (today, True)
    page = reverse("console:new_hearing", args=[case.id])
    soon = {"at": typed(now() + 9 * day), "place": "第三审判庭"}
    assert "十五日" in signed_in(language="zh-hans").post(page, soon).content.decode()
    home(party)
    assert claim_with_all_since(case, today) == (today, False)
    order(party, make.paper(case, "complaint_copy"))
    at = {"decided_at": now(), "effective_at": now() - 20 * day, "effective_on": today - 20 * day}
    service = Service.objects.get(paper__kind="complaint_copy")
    Finding.objects.create(service=service, status="effective", record={}, law_version=earlier(), **at)
    assert claim_with_all_since(case, today) == (today - 20 * day, False)
    late = defendant(case, None, consents=False)
    assert claim_with_all_since(case, today) == (today, True), late
