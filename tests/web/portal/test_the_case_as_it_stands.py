"""No page or file of a recipient contradicts the case as it stands, whatever was moved, cancelled or corrected."""

import random
import re
from datetime import timedelta
from typing import Any

import pytest

from songda.clock import now
from songda.core.words import find
from songda.records.matter.cases.actions import Reason
from songda.records.matter.cases.corrections import close_case
from songda.records.matter.cases.hearings import cancel_hearing, move_hearing, set_hearing
from songda.records.matter.cases.models import Hearing
from songda.records.matter.papers.actions import PaperDraft, file_paper
from songda.records.matter.papers.models import Paper
from songda.records.matter.parties.models import Party
from songda.records.service.orders.models import Service
from tests import make
from tests.records.stage import defendant
from tests.web.portal.scene import Visitor, arrived, sent

pytestmark = pytest.mark.database
DAY = timedelta(days=1)
ROOMS = ("第三审判庭", "第五审判庭")
NAMING = ("summons", "hearing_notice")
DOUBLED = ("以传票写明的时间为准", "以通知书写明的时间为准")  # beside a day that the page itself names
TO_COME = "按时到庭"


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", answer.content.decode()))


def correct(paper: Paper) -> Paper:
    draft = PaperDraft(paper.kind, f"更正后的{paper.title}", make.pdf(f"corrected {paper.id}"), None, replaces=paper)
    return file_paper(paper.case, draft, "engine", now())


class Life:
    """A case that goes on after its papers went out, and whoever reads them."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.party: Party = defendant(make.case())
        self.hearing: Hearing = set_hearing(self.party.case, now() + 9 * DAY, ROOMS[0], "engine", make.NOW)
        self.links = [Visitor(arrived(self.party, *NAMING, "evidence_notice", "notice_to_respond"))]

    def go_on(self) -> None:
        hearing, choice = self.hearing, self.chance.choice(("move", "room", "cancel", "correct", "again"))
        if hearing.cancelled_at is None and choice == "move":
            move_hearing(hearing, (hearing.at + self.chance.choice((-3, 2, 7)) * DAY, hearing.place), "engine", now())
        elif hearing.cancelled_at is None and choice == "room":
            other = next(room for room in ROOMS if room != hearing.place)
            move_hearing(hearing, (hearing.at, other), "engine", now())
        elif hearing.cancelled_at is None and choice == "cancel":
            cancel_hearing(hearing, Reason("法官生病"), "engine", now())
        elif choice == "correct":
            whole = [s for s in self.links[0].services if not Paper.objects.filter(replaces=s.paper).exists()]
            old = self.chance.choice(whole)
            self.links.append(Visitor(sent(self.party, correct(old.paper), at=now())))
        else:
            summons = make.paper(self.party.case, "summons", title="文书1")
            self.links.append(Visitor(sent(self.party, summons, at=now())))


def contradictions(life: Life, visitor: Visitor) -> list[str]:
    """What the pages and the file behind one link say that is not so."""
    hearing = Hearing.objects.get(id=life.hearing.id)
    found = [wrong for service in visitor.services for wrong in _of_paper(life, visitor, service, hearing)]
    file = visitor.get(f"hearing/{hearing.id}")
    written = file.content.decode().replace("\r\n ", "") if file.status_code == 200 else ""
    if hearing.cancelled_at is not None and ("VALARM" in written or "准时到庭" in written):
        found.append("the calendar reminds of a hearing that was cancelled")
    return found


def _of_paper(life: Life, visitor: Visitor, service: Service, hearing: Hearing) -> list[str]:
    visitor.open(service.id)
    pages = {page: text_of(visitor.get(f"papers/{service.id}{page}")) for page in ("", "/large-print")}
    if Service.objects.filter(paper__replaces=service.paper, envelope__party=life.party).exists():
        return [f"{page} hides a correction" for page, text in pages.items() if "更正后的文书" not in text]
    if service.paper.kind not in NAMING or service.paper.replaces_id is not None:
        return []
    found = [f"{words} beside a day" for words in DOUBLED if words in pages[""]]
    if hearing.cancelled_at is not None and TO_COME in pages[""]:
        found.append("come to a hearing that was cancelled")
    since = hearing.cancelled_at or hearing.changed_at
    if since is not None and service.envelope.placed_at < since:
        silent = [page for page, text in pages.items() if "变更" not in text and "取消" not in text]
        found += [f"{page} hides a change" for page in silent]
    return found


@pytest.mark.rows_by_day(2, "opens every page of several lives")
@pytest.mark.parametrize("seed", range(4))
def test_nothing_that_a_recipient_reads_contradicts_the_case(seed: int) -> None:
    life = Life(seed)
    for _ in range(3):
        life.go_on()
    for visitor in life.links:
        assert contradictions(life, visitor.prove()) == [], (seed, visitor.token)


def test_a_summons_to_another_day_says_nothing_of_the_day_that_stands_on_it() -> None:
    life = Life(0)
    move_hearing(life.hearing, (life.hearing.at + 7 * DAY, ROOMS[0]), "engine", now())
    (visitor,) = life.links
    summons = next(s for s in visitor.prove().services if s.paper.kind == "summons")
    visitor.open(summons.id)
    page = text_of(visitor.get(f"papers/{summons.id}"))
    assert "开庭时间已变更" in page
    assert str(find("explained.summons.when", "zh")) not in page


def test_a_closed_case_asks_for_nothing_any_more_and_keeps_what_runs_on_behind_it() -> None:
    party = defendant(make.case())
    set_hearing(party.case, now() + 9 * DAY, ROOMS[0], "engine", make.NOW)
    visitor = Visitor(arrived(party, "complaint_copy", "evidence_notice", "summons", "judgment")).prove()
    assert "交答辩状的期限" in text_of(visitor.get("papers"))
    close_case(party.case, Reason("调解结案"), "engine", now())
    listed, file = text_of(visitor.get("papers")), visitor.get("dates").content.decode().replace("\r\n ", "")
    assert "本院已于" in listed
    assert "上诉" in listed
    assert "上诉" in file
    for asked in ("交答辩状的期限", "交证据的期限", "认为不归这个法院管", TO_COME):
        assert asked not in listed, asked
        assert asked not in file, asked
    for service in visitor.services[:3]:
        visitor.open(service.id)
        page = text_of(visitor.get(f"papers/{service.id}"))
        assert "本案已经结案" in page
        assert TO_COME not in page
    assert visitor.get("answer-form").status_code == 404


def test_the_set_of_a_claim_shows_on_each_paper_what_the_set_starts() -> None:
    party = defendant(make.case())
    visitor = Visitor(arrived(party, "complaint_copy", "notice_to_respond")).prove()
    copy, notice = visitor.services
    visitor.open(notice.id)
    page = text_of(visitor.get(f"papers/{notice.id}"))
    assert "答辩" in page
    assert "自《文书1》送达之日起算" in page
    assert "第一百二十八条" in page
    assert "没有计算期限" not in page
    visitor.open(copy.id)
    assert "自《" not in text_of(visitor.get(f"papers/{copy.id}"))


def test_a_notice_to_respond_alone_tells_from_when_its_time_runs() -> None:
    visitor = Visitor(arrived(defendant(make.case()), "notice_to_respond")).prove()
    visitor.open()
    assert "从您收到起诉状副本" in text_of(visitor.get(f"papers/{visitor.services[0].id}"))
