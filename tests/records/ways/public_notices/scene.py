"""A person of whom every way failed, and the public notice that follows, for tests of notices."""

from datetime import timedelta

from songda.core.delivery.ladder.public_notice import Element, LookFrom, LookResult
from songda.records.law.decisions.ask_law import ask_law
from songda.records.service.findings.models import Finding
from songda.records.service.orders.models import Envelope
from songda.records.ways.public_notices.actions import NoticeDraft, draft_notice, publish_notice
from songda.records.ways.public_notices.looks import SeenPage, Visit, end_those_that_have_run, follow_looks, keep_looks
from songda.records.ways.public_notices.models import PublicNotice
from songda.records.ways.public_notices.sealed import SealedFile, keep_notice
from tests import make
from tests.records.stage import NOW
from tests.records.ways.public_notices.test_ladder import DAY, hand, unserved

HOUR = timedelta(hours=1)
PUBLISHED = NOW + 20 * DAY
SAID = {
    Element.WHY: "因直接送达、邮寄送达均未能向你送达",
    Element.HEARING: "定于2026年12月1日九时在第三法庭开庭。",
    Element.ABSENCE: "逾期不到庭的，依法缺席审理。",
    Element.CLAIM: "原告请求判令你返还借款五万元。",
    Element.ANSWER: "公告期满后15日内提出答辩状；逾期不答辩的，不影响审理。",
    Element.OUTCOME: "判令你返还借款五万元。",
    Element.APPEAL: "不服本判决的，可以在公告期满后15日内上诉。",
}


def exhausted() -> Envelope:
    sealed = unserved()
    hand(sealed, "direct", "failed", 1, words="无人在家，邻居称已搬走")
    letter = hand(sealed, "mail", "returned", 9, words="原址查无此人")
    assert letter.way == "mail"
    return sealed


def clerk_of(sealed: Envelope) -> str:
    return f"staff:{make.user(sealed.case.court).id}"


def drafted(sealed: Envelope, **left_out: Element) -> PublicNotice:
    services = tuple(sealed.services.values_list("id", flat=True))
    said = {each: words for each, words in SAID.items() if each not in left_out.values()}
    return draft_notice(sealed, NoticeDraft(services, said), clerk_of(sealed), PUBLISHED - HOUR)


def published(sealed: Envelope) -> PublicNotice:
    notice = drafted(sealed)
    notice = publish_notice(notice, bytes(notice.text_sha256), clerk_of(sealed), PUBLISHED)
    keep_notice(notice, SealedFile(b"%PDF-1.7 a sealed notice", b"\1" * 32, "ab" * 32), PUBLISHED)
    notice.refresh_from_db(fields=["sha256", "wrapped_key"])
    return notice


def finding(sealed: Envelope, day: int) -> Finding:
    Envelope.objects.filter(id=sealed.id).update(ask_law_at=PUBLISHED)
    ask_law(PUBLISHED + day * DAY)
    return Finding.objects.get(service__envelope=sealed)


def look(
    notice: PublicNotice, hours: float, seen: LookResult = LookResult.STOOD, source: LookFrom = LookFrom.OUTSIDE
) -> None:
    at = PUBLISHED + hours * HOUR
    page = SeenPage(notice.token, seen, bytes(notice.text_sha256) if seen is LookResult.STOOD else None)
    keep_looks([page], Visit(at, source, "looker"), at)
    follow_looks(at)


def end(sealed: Envelope) -> None:
    """Let the notice run to its end."""
    finding(sealed, 31)
    end_those_that_have_run(PUBLISHED + 31 * DAY)
