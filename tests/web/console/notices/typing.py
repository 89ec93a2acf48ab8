"""What is typed of public notices and of times without the system, and where it can be read."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from songda import clock
from songda.core.access import Role
from songda.core.delivery.ladder.public_notice import LookResult
from songda.records.service.malfunctions.models import RanMeanwhile
from songda.records.ways.public_notices.models import NoticeGap
from tests import make
from tests.records.ways.public_notices.scene import HOUR, PUBLISHED, look
from tests.surroundings.day import clock_at
from tests.web.console.notices.things import malfunction, notice
from tests.web.console.outreach.things import picture

WORD = "柿子树下"


def page(name: str, *keys: object) -> str:
    return reverse(f"console:{name}", args=keys)


def send(client: Client, where: str, **typed: object) -> None:
    answer = client.post(where, typed)
    assert answer.status_code == 302, answer.content.decode()


def judge() -> Client:
    from tests.web.console.world import signed_in

    return signed_in(make.user(role=Role.JUDGE))


def at(moment: Any) -> str:
    from tests.web.console.world import typed

    return typed(moment)


def ordered(client: Client, of: Any) -> str:
    with clock_at(PUBLISHED + HOUR):
        send(client, page("order_board", notice().id), board="newspaper", words=WORD)
    return page("notice", notice().envelope_id)


def proved(client: Client, of: Any) -> str:
    with clock_at(PUBLISHED + 3 * HOUR):
        send(client, page("order_board", notice().id), board="residence", words="府前街18号")
        photo = SimpleUploadedFile("door.jpg", picture(), "image/jpeg")
        where = page("prove_board", notice().postings.get().id)
        send(client, where, at=at(PUBLISHED + 2 * HOUR), words=WORD, photo=photo)
    return page("notice", notice().envelope_id)


def gap(client: Client, of: Any) -> str:
    look(notice(), 2, LookResult.ABSENT)
    look(notice(), 3)
    with clock_at(PUBLISHED + 4 * HOUR):
        send(judge(), page("weigh_gap", NoticeGap.objects.get().id), outcome="stands", reason=WORD)
    return page("notice", notice().envelope_id)


def remark(client: Client, of: Any) -> str:
    send(client, page("note_malfunction"), away="pages", since=at(clock.now() - HOUR), words=WORD)
    return page("malfunctions")


def weighed(client: Client, of: Any) -> str:
    day = (clock.now() - timedelta(days=1)).date()
    RanMeanwhile.objects.create(malfunction=malfunction(), party=of.defendant, last_day=day)
    send(judge(), page("weigh_malfunction", of.defendant.id), outcome="extended", reason=WORD)
    return page("story", of.case.id)


TABLE: Mapping[str, Callable[[Client, Any], str]] = {
    "BoardForm.words": ordered,
    "ProofForm.words": proved,
    "GapForm.reason": gap,
    "MalfunctionForm.words": remark,
    "WeighForm.reason": weighed,
}
