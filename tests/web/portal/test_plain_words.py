"""Every paper says in plain words what it is, what to do, by when, and what happens if nothing is done."""

import re
from datetime import timedelta
from html import unescape

import pytest

from songda.clock import now
from songda.core.law.facts import PaperKind
from songda.core.words import find, name_of, names_of
from songda.records.matter.cases.models import Case, Hearing
from tests import make
from tests.records.stage import defendant
from tests.rows import all_rows
from tests.web.portal.scene import Visitor, arrived

# The law's own reasons, folded away, are told in the law's own words.
_WHY = re.compile(rb'<details class="why">.*?</details>', re.DOTALL)
LANGUAGES = ("zh-hans", "en")
# Words of staff for which the pages of recipients have plainer ones.
OF_STAFF = {
    "zh-hans": ("受送达人", "核验等级", "送达任务", "送达尝试", "存证", "把关", "阅知", "状态报告", "反证"),
    "en": ("assurance", "recipient", "rebuttal", "envelope", "deed", "guard"),
}
# Words of the law that stay, because letters and lawyers use them: each page offers what they mean.
EXPLAINED = {
    "zh-hans": ("送达", "收悉", "期限", "答辩", "举证", "上诉", "复议", "异议", "管辖权异议", "凭证", "推定"),
    "en": ("served", "evidence", "appeal", "reconsideration", "jurisdiction", "certificate", "period"),
}


def words_of(page: bytes) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page.decode())))


@all_rows("language", ["zh", "en"])
@all_rows("kind", [*(kind.value for kind in PaperKind), "judgment_final"])
def test_every_kind_of_paper_has_its_plain_words(kind: str, language: str) -> None:
    for part in ("what", "do", "nothing"):
        assert len(find(f"explained.{kind}.{part}", language) or "") > 5, part


@pytest.mark.database
def test_in_a_criminal_case_a_summons_says_what_that_law_says_of_staying_away() -> None:
    visitor = Visitor(arrived()).prove()
    assert "缺席判决" in words_of(visitor.get("papers").content)
    Case.objects.filter(id=visitor.envelope.case_id).update(branch="criminal")
    told = words_of(visitor.get("papers").content)
    assert "拘传" in told
    assert "缺席判决" not in told


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_of_the_law_that_stay_are_all_explained(language: str) -> None:
    told = " ".join(names_of("plain_words.name", language).values())
    assert [word for word in EXPLAINED[language] if word.rstrip("书") not in told] in ([], ["答辩"])
    assert names_of("plain_words.name", language).keys() == names_of("plain_words.meaning", language).keys()


@pytest.mark.database
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.usual_day
def test_a_paper_says_what_it_is_what_to_do_by_when_and_what_else(language: str) -> None:
    visitor = Visitor(arrived(None, "complaint_copy", "summons"), language).prove()
    at = now() + timedelta(days=9)
    case = visitor.envelope.case
    Hearing.objects.create(case=case, court=case.court, at=at, place="第三审判庭", set_at=now())
    listed = words_of(visitor.get("papers").content)
    for service in visitor.services:
        kind = service.paper.kind
        closed = words_of(visitor.get(f"papers/{service.id}").content)
        opened = words_of(visitor.get(f"papers/{visitor.open(service.id)}").content)
        for page in (listed, closed, opened):
            for part in ("what", "do", "nothing"):
                assert name_of(f"explained.{kind}", part, language) in page, (kind, part)
            assert visitor.envelope.case.court.phone in page
        by_when = {"complaint_copy": ("2026年6月16日", "16 June 2026"), "summons": ("第三审判庭", "第三审判庭")}[kind]
        assert by_when[LANGUAGES.index(language)] in opened


@pytest.mark.database
def test_a_judgment_without_appeal_tells_of_none() -> None:
    visitor = Visitor(arrived(defendant(make.case(procedure="small_claims")), "judgment")).prove()
    page = words_of(visitor.get("papers").content)
    assert "不能再上诉" in page
    assert "在最后一天以前上诉" not in page


@pytest.mark.database
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_of_staff_stands_on_a_page_of_a_recipient(language: str) -> None:
    visitor = Visitor(arrived(None, "complaint_copy", "judgment"), language)
    pages = [visitor.get(page).content for page in ("", "who", "not-me", "paper-or-help")]
    visitor.prove()
    service = visitor.open()
    within = ("papers", "agree", "history", "address", "objection", "objections", f"papers/{service}")
    own = [visitor.get(page).content for page in within]
    for page in (*pages, *own):
        text = words_of(_WHY.sub(b"", page)).lower()
        assert [word for word in OF_STAFF[language] if word in text] == []
    meaning = "法院用语是什么意思" if language == "zh-hans" else "What the court’s words mean"
    assert all(meaning in words_of(page) for page in own)


@pytest.mark.database
@pytest.mark.parametrize(
    ("language", "told"), [("zh-hans", "逾期不答辩的，案件照常审理"), ("en", "goes on without an answer")]
)
def test_beside_every_last_day_stands_what_happens_if_nothing_is_done(language: str, told: str) -> None:
    visitor = Visitor(arrived(None, "complaint_copy"), language).prove()
    page = words_of(visitor.get("papers").content)
    dates = page.index("重要日期" if language == "zh-hans" else "Dates that matter")
    assert told in page[dates:]
