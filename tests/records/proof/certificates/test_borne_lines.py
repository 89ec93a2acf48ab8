"""Over lives of any make-up no line names a way, day, person or act that the counted way's events do not bear."""

import re
from datetime import timedelta
from itertools import product

import pytest

from songda.core.certificates.listing import Listing
from songda.core.words import name_of, say
from songda.records.ground.evidence.actions import sequence
from songda.records.law.decisions.ask_law import ask_law
from songda.records.matter.parties.models import Party
from songda.records.proof.certificates.issue import issue_due
from songda.records.proof.certificates.models import Certificate
from songda.records.proof.certificates.says.certified import lines_in_log
from songda.records.service.findings.models import Finding
from songda.records.service.orders.models import Envelope
from songda.records.ways.deeds import DeedDraft, StepDraft, record_deed
from tests import make
from tests.records.proof.certificates.keys import keys
from tests.records.stage import NOW, Stage, envelope
from tests.trust.typesetting.test_certificate import text_of
from tests.web.portal.scene import Visitor, arrived

__all__ = ["keys"]
pytestmark = [pytest.mark.database, pytest.mark.usefixtures("keys")]
DAY = timedelta(days=1)
THEN = NOW + 60 * DAY
WAYS = ("mail", "direct", "left", "entrusted")
MESSAGES = ("no_message", "message")
PEOPLE = ("self", "agent")
PLACES = ("place", "no_place")
ENDS = {
    "mail": StepDraft("signed", NOW + 4 * DAY, by="recipient"),
    "direct": StepDraft("signed", NOW + 4 * DAY, by="recipient"),
    "left": StepDraft("left", NOW + 4 * DAY, by="recipient", manner="witnessed", words="王主任见证"),
    "entrusted": StepDraft("signed", NOW + 4 * DAY, by="recipient"),
}
ELECTRONIC = ("sms", "email", "wechat", "inbox")


def served_by_people(way: str, message: str, person: str, place: str) -> Envelope:
    """A message that was sent, or none, and then people who served by this way."""
    party: Party = make.party(name="李某某")
    if person == "agent":
        client = make.party(party.case, name="欧阳某某")
        draft = {"role": "agent", "name": "赵律师", "acts_for_id": client.id, "agent_authority": "special"}
        party = make.party(party.case, **draft)
    where = make.address(party, kind="postal", value="山西省孝义市迎宾路1号", address_class="provided")
    if message == "message":
        make.address(party)
        make.consent(party)
    sealed = envelope(party)
    if message == "message":
        stage = Stage()
        stage.send()
    services = tuple(sealed.services.values_list("id", flat=True))
    address = where.id if place == "place" else None
    record_deed(sealed, DeedDraft(way, services, ENDS[way], address), "engine", NOW + 5 * DAY)
    return sealed


def stated(sealed: Envelope) -> tuple[Finding, Listing, str]:
    """What the law says of it, every line of its paper, and the paper's text."""
    ask_law(THEN)
    sequence(THEN)
    issue_due(THEN)
    sequence(THEN)
    made = Certificate.objects.get(service__envelope=sealed)
    kept = lines_in_log(made.id, "zh")
    assert kept is not None
    return Finding.objects.get(service__envelope=sealed), kept, "".join(text_of(made.read()).split())


# Every way with each choice at least once; all of them together at night.
LIVES = [
    pytest.param(*life, marks=[] if number % 5 == 0 else [pytest.mark.night("every combination of ways and people")])
    for number, life in enumerate(product(WAYS, MESSAGES, PEOPLE, PLACES))
]


@pytest.mark.parametrize(("way", "message", "person", "place"), LIVES)
def test_every_line_is_of_the_way_that_counts(way: str, message: str, person: str, place: str) -> None:
    sealed = served_by_people(way, message, person, place)
    finding, kept, paper = stated(sealed)
    assert finding.ground in {"signature", "left"}
    rows, page = dict(kept.rows), "\n".join([kept.title, kept.result, kept.statement, *map(" ".join, kept.rows)])
    own = name_of("certificates.channel", way, "zh")
    assert rows["送达方式"] == own
    assert f"以{own}方式" in kept.statement
    for other in (*ELECTRONIC, *(each for each in WAYS if each != way)):
        assert f"{name_of('certificates.channel', other, 'zh')}方式" not in page
    assert "送达信息" not in page  # of a message
    day = finding.effective_on
    assert day is not None
    assert f"{day.year}年{day.month}月{day.day}日" in rows["送达日期"]
    assert "00秒" not in kept.statement
    assert (rows["送达地点"] == say("certificates.field.no_place", "zh")) == (place == "no_place")
    assert ("所代理的当事人" in rows) == (person == "agent")
    if person == "agent":
        assert rows["所代理的当事人"].startswith("被告  欧阳")
        assert "欧阳某某的委托诉讼代理人赵律师" in paper
        assert "欧阳某某" not in page  # masked
    assert ("不作为送达生效的依据" in kept.statement) == (message == "message")
    for of_machines in ("〔条文明定〕", *re.findall(r"送达尝试\d{1,9}（|[0-9a-f]{8}-[0-9a-f]{4}-", paper)):
        assert of_machines not in paper
    if way == "left":
        assert "本人拒收" in rows["送达情形"]
        assert "王主任见证" in paper
        assert "王主" not in page  # what somebody wrote may name anybody


def test_whatever_stands_on_paper_stands_on_the_page_that_checks_it() -> None:
    _finding, kept, paper = stated(served_by_people("mail", "message", "agent", "place"))
    cited = [remark for remark in kept.remarks if "依据：" in remark]
    assert cited
    assert all("（依据：《" in remark and "》第" in remark for remark in cited)  # as on the first page, without a blank
    cells = [cell for table in kept.tables for line in table.lines for cell in line]
    cells += [*kept.small, *(table.note for table in kept.tables)]
    masked = paper.replace("赵律师", "赵**").replace("欧阳某某", "欧阳**")
    for text in (kept.title, kept.statement, kept.basis, *(value for _, value in kept.rows), *kept.remarks, *cells):
        assert "".join(text.split()) in masked, text


def test_of_a_company_it_is_told_who_spoke_for_it_as_they_said() -> None:
    body = make.party(name="孝义市某某煤焦有限公司", number="91350100M000100Y43", kind="legal_person")
    make.address(body)
    make.consent(body)
    sealed = arrived(body)
    visitor = Visitor(sealed)
    visitor.name_himself(speaker="王经理")
    visitor.type_code()
    _finding, kept, paper = stated(sealed)
    assert "经办人王经理" in paper
    assert any("经办人王**" in remark for remark in kept.remarks)
