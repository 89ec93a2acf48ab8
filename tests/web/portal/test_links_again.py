"""Whoever lost the message gets it once more, at the number on record; and nobody learns whether anybody did."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob

from songda.clock import now
from songda.core.delivery.states import Purpose
from songda.records.ground import vault
from songda.records.ground.evidence.models import Event
from songda.records.matter.cases.actions import Reason
from songda.records.service.attempts.models import Attempt
from songda.records.service.attempts.outgoing import sent_text
from songda.records.service.orders.models import Envelope
from songda.records.service.tasks.unfinished import close
from songda.records.ways.portal.acts.links_again import MOST_A_DAY, send_links_again
from songda.records.ways.portal.acts.visits import disown
from tests import make
from tests.web.portal.scene import STRANGER, Visitor, arrived

pytestmark = pytest.mark.database
CHINESE = {"accept-language": "zh-hans"}


def asked(name: str, number: str) -> str:
    """What the page says; nothing is done yet."""
    answer = Client().post("/s/again", {"name": name, "number": number}, headers=CHINESE, follow=True)
    assert answer.status_code == 200
    return re.sub(r'value="[^"]*"', "", answer.content.decode())  # random, of every form


def worked_off() -> int:
    """What the worker does for the jobs that wait; how many messages went out."""
    jobs = list(ProcrastinateJob.objects.filter(task_name="portal_acts.send_again", status="todo"))
    count = sum(send_links_again(**job.args, now=now()) for job in jobs)
    ProcrastinateJob.objects.filter(id__in=[job.id for job in jobs])._raw_delete("default")
    return count


def sent_again(of: Envelope) -> list[Attempt]:
    return list(Attempt.objects.filter(envelope=of, purpose=Purpose.LINK).order_by("id"))


def test_the_message_goes_once_more_to_the_number_on_record_and_is_an_event() -> None:
    of = arrived()
    first = Attempt.objects.get(envelope=of, purpose="service")
    asked(of.party.name, of.party.number.lower())
    assert worked_off() == 1
    (again,) = sent_again(of)
    assert again.address_id == first.address_id
    assert vault.link_token(of.id) in sent_text(again)
    told = Event.objects.get(name="link.sent_again")
    assert (told.stream, told.data["attempt"]) == (f"envelope:{of.id}", again.id)
    assert "要求重发链接" in Visitor(of).prove().get("history").content.decode()


@pytest.mark.parametrize(
    ("name", "number"), [("", STRANGER), ("张三", ""), ("张三", STRANGER)], ids=["number", "name", "both"]
)
def test_who_is_not_known_by_both_gets_the_same_page_and_nothing_goes_out(name: str, number: str) -> None:
    of = arrived()
    known = asked(of.party.name, of.party.number)
    worked_off()
    stranger = asked(name or of.party.name, number or of.party.number)
    assert stranger == known
    assert worked_off() == 0
    assert len(sent_again(of)) == 1


def test_the_page_does_the_same_for_everybody_and_keeps_no_name() -> None:
    of, statements = arrived(), []
    asked("李四", STRANGER)  # the first request of a place sweeps what was counted before
    for name, number in ((of.party.name, of.party.number), ("张三", STRANGER)):
        with CaptureQueriesContext(connection) as caught:
            asked(name, number)
        statements.append(len(caught))
    assert statements[0] == statements[1]
    kept = " ".join(str(job.args) for job in ProcrastinateJob.objects.all())
    assert of.party.number not in kept
    assert of.party.name not in kept


def test_others_who_know_the_number_cannot_have_somebody_written_to_without_end() -> None:
    of = arrived()
    for _ in range(5):
        asked(of.party.name, of.party.number)
    assert worked_off() == MOST_A_DAY
    assert send_links_again(**indexes(of), now=now() + timedelta(days=1, minutes=1)) == 1
    codes = [Client().post("/s/again", {"name": "张三", "number": STRANGER}).status_code for _ in range(30)]
    assert codes[-1] == 429


def indexes(of: Envelope) -> dict[str, str]:
    return {
        "name": vault.name_index(of.party.name).hex(),
        "number": vault.number_index(of.party.number).hex(),
    }


def test_nothing_goes_to_a_number_that_was_said_to_be_anothers_nor_of_a_case_that_is_closed() -> None:
    denied, over = arrived(), arrived()
    disown(denied, Attempt.objects.get(envelope=denied, purpose="service").address_id, now())
    close(over.case, Reason("结案"), "engine", now())
    for of in (denied, over):
        assert send_links_again(**indexes(of), now=now()) == 0
    assert send_links_again(**indexes(arrived()), now=make.NOW + timedelta(days=60)) == 1


def test_an_empty_field_is_told_beside_it() -> None:
    answer = Client().post("/s/again", {"name": "", "number": ""}, headers=CHINESE)
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.content.decode()
