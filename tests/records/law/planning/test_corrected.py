"""Papers whose correction goes to the same person: nobody works for them, unless that is taken back."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from songda.core.refusal import Refused
from songda.records.law.decisions.recall import recall
from songda.records.law.planning.advance import reconsider
from songda.records.law.plans import plans_of
from songda.records.matter.cases.actions import Reason
from songda.records.matter.papers.models import Paper
from songda.records.matter.parties.actions import AddressDraft, add_address
from songda.records.overview.boards.board import board
from songda.records.overview.loose_ends.look import forgotten, not_shown, not_taken
from songda.records.service.attempts.models import Attempt
from songda.records.service.orders.actions import OrderDraft, place_order
from songda.records.service.orders.models import Envelope
from songda.records.service.tasks.models import Task
from songda.records.service.tasks.unfinished import unfinished
from songda.records.ways.post.planning import Agreement, agree
from tests import make
from tests.records.stage import NOW, Stage, defendant, envelope, paper, say_not_me
from tests.records.ways.post.letters.post import CLERK, planned, sealed_envelope
from tests.web.console.world import signed_in

pytestmark = pytest.mark.database
HOUR = timedelta(hours=1)


def correction(of: Paper) -> Paper:
    return paper(of.case, of.kind, replaces=of)


def open_tasks(of: Envelope) -> list[tuple[str, str]]:
    return list(Task.objects.filter(envelope=of, closed_at=None).values_list("kind", "reason"))


def goes_on(hours: int) -> None:
    """What the worker does, where it was asked to look again."""
    at, asked = NOW + hours * HOUR, ProcrastinateJob.objects.filter(task_name="planning.reconsider", status="todo")
    people = {UUID(one) for carried in asked.values_list("args", flat=True) for one in carried["party_ids"]}
    asked.update(status="succeeded")
    reconsider(sorted(people), [], at)
    Stage(now=at).advance()


def nobody_forgets(hours: int) -> None:
    at = NOW + hours * HOUR
    assert [*forgotten(), *not_taken(at), *not_shown(at)] == []


def test_nobody_looks_for_an_address_for_the_sake_of_a_paper_that_was_corrected() -> None:
    party = defendant(make.case(), None)
    old = envelope(party)
    goes_on(0)
    assert open_tasks(old) == [("find_address", "no_address")]
    new = envelope(party, correction(old.services.get().paper))
    goes_on(1)
    assert (open_tasks(old), open_tasks(new)) == ([], [("find_address", "no_address")])
    assert Task.objects.get(envelope=old).ended_by == "corrected"
    assert plans_of([old], NOW)[old.id].state == "corrected"
    cells = board(party.case).cells
    assert cells[party.id, old.services.get().paper_id].cell.sentence("zh") == "已更正，改送更正后的文书"
    page = signed_in(language="en").get(reverse("console:envelope", args=[old.id])).content.decode()
    assert "Corrected, the corrected papers go out" in page
    nobody_forgets(1)


def test_a_message_of_it_that_waits_is_called_off_and_one_paper_that_stands_keeps_it_going() -> None:
    party = defendant(make.case())
    stands, wrong = paper(party.case), paper(party.case, "complaint_copy")
    first, second = envelope(party), envelope(party, stands, wrong)
    Stage().advance()
    envelope(party, correction(first.services.get().paper), correction(wrong))
    goes_on(1)
    states = {of: Attempt.objects.get(envelope=of).state for of in (first, second)}
    assert states == {first: "cancelled", second: "pending"}
    left = [service.paper for service in unfinished(party.case, NOW).services if service.envelope_id == second.id]
    assert left == [stands]


def test_what_was_corrected_twice_is_left_to_the_last_one_and_goes_on_once_that_is_taken_back() -> None:
    party = defendant(make.case(), None)
    old = envelope(party)
    goes_on(0)
    last = correction(correction(old.services.get().paper))  # the one between was ordered for nobody
    new = envelope(party, last)
    goes_on(1)
    assert (open_tasks(old), len(open_tasks(new))) == ([], 1)
    assert [service.paper for service in unfinished(party.case, NOW).services] == [last]
    assert board(party.case).is_corrected(old.services.get().paper, party)
    recall(new.order, [new.services.get().id], Reason("误发"), "staff:x", NOW + 2 * HOUR)
    goes_on(3)
    assert (open_tasks(old), open_tasks(new)) == ([("find_address", "no_address")], [])
    nobody_forgets(3)


def test_papers_that_were_ordered_anew_after_a_denial_are_looked_after_again_once_that_order_is_taken_back() -> None:
    party = defendant(make.case())
    old = envelope(party)
    stage = Stage()
    stage.send()
    say_not_me(old, NOW + HOUR)
    add_address(party, AddressDraft("mobile", make.mobile(), "confirmed"), "engine", NOW + 2 * HOUR)
    goes_on(2)
    assert open_tasks(old) == [("serve_otherwise", "order_anew")]
    draft = OrderDraft(party.case_id, (old.services.get().paper_id,), (party.id,))
    anew = place_order(draft, party.case.court, "engine", NOW + 3 * HOUR)
    goes_on(4)
    assert open_tasks(old) == []
    new = Envelope.objects.get(order=anew)
    recall(anew, [new.services.get().id], Reason("误发"), "staff:x", NOW + 5 * HOUR)
    goes_on(6)
    assert open_tasks(old) == [("serve_otherwise", "order_anew")]
    nobody_forgets(6)


def test_a_letter_with_it_that_is_not_in_the_post_is_taken_out() -> None:
    old = sealed_envelope()
    letter = planned(old)
    envelope(old.party, correction(old.services.get().paper))
    goes_on(1)
    letter.refresh_from_db()
    assert (letter.state, letter.withdrawal) == ("withdrawn", "corrected")
    with pytest.raises(Refused, match="letter_not_waiting"):
        agree(letter, Agreement(), CLERK, NOW + HOUR)
    nobody_forgets(1)
