"""A paper is served by pager from the order to the certificate, in a court that only its settings tell of pagers."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import psycopg
import pypdfium2
import pytest

from songda.clock import now
from songda.site.demo import PASSWORD
from songda_demo.story.browser import PageError
from songda_demo.story.clerk import Clerk, NewCase
from songda_demo.story.endings import check_offline
from songda_demo.story.outside import wait_until
from songda_demo.story.people import Person, Recipient, defendant
from songda_tools.bench.files import paper
from tests.channels.pager.office import Office, running_office
from tests.channels.pager.protocol import cut
from tests.channels.pager.town import PagerInHand, PagingCourt, paging_court

pytestmark = [pytest.mark.night("waits for another provider"), pytest.mark.timeout(300)]
NUMBER = "1268888"
PLANNED = "SELECT data FROM evidence_event WHERE name = 'attempt.planned' AND data->>'channel' = 'pager'"
TRIED = (
    "SELECT channel, counts_as, purpose, state, parts_total FROM attempts_attempt WHERE channel = 'pager' ORDER BY id"
)


@pytest.fixture(scope="module")
def office() -> Iterator[Office]:
    with running_office() as opened:
        yield opened


@pytest.fixture(scope="module")
def court(office: Office) -> Iterator[PagingCourt]:
    with paging_court(office) as opened:
        yield opened


def case_of(clerk: Clerk, he: Person) -> str:
    """A case with one paper and a defendant who agreed to be paged; gives the defendant's id."""
    clerk.register(NewCase("（2026）晋1181民初7001号", cause="买卖合同纠纷", is_status_case=False))
    he_id = clerk.add_party(he)
    page = clerk.browser.open(f"/console/parties/{he_id}/addresses/new/")
    wrong = {"kind": "pager", "value": "12", "address_class": "confirmed", "how": "form"}
    with pytest.raises(PageError, match="请更正下方标明的内容"):
        clerk.browser.press(page, "value", wrong)
    clerk.browser.press(page, "value", wrong | {"value": f"{NUMBER[:3]} {NUMBER[3:]}"})
    clerk.record_consent(he_id, "送达地址确认书", now() - timedelta(minutes=1))
    clerk.file_paper("notice_to_respond", "应诉通知书", paper())
    return he_id


def read_and_confirm(link: str, he: Person, pager: PagerInHand) -> None:
    """He proves himself by a code that comes to the pager, reads the paper and confirms."""
    visitor = Recipient(link, he, pager)
    assert he.name not in visitor.land().text
    visitor.prove()
    assert visitor.read_all() == 1
    visitor.confirm()


def proof_of(clerk: Clerk, service: str, folder: Path) -> Path:
    """The bundle of the service, as soon as its certificate is there."""
    wait_until(lambda: "there" if clerk.certificate(service) else None, "the certificate", 60)
    wait_until(lambda: "there" if clerk.bundle(service) else None, "the bundle", 30)
    bundle = folder / "bundle.zip"
    bundle.write_bytes(clerk.bundle(service) or b"")
    return bundle


def printed(certificate: bytes | None) -> str:
    """The words on the certificate, line breaks left out."""
    assert certificate is not None
    document = pypdfium2.PdfDocument(certificate)
    return "".join("".join(page.get_textpage().get_text_bounded().split()) for page in document)


def test_a_paper_is_served_by_pager(court: PagingCourt, office: Office, tmp_path: Path) -> None:
    he, pager = defendant(), PagerInHand(office, NUMBER)
    clerk = Clerk(court.base, "chen", PASSWORD)
    he_id = case_of(clerk, he)
    party = clerk.browser.open(f"/console/parties/{he_id}/").text
    assert "126****" in party
    assert "寻呼机号码" in party

    clerk.serve(he_id)
    read_and_confirm(pager.wait_for_link(), he, pager)
    assert pager.messages()[0].startswith("孝义市人民法院请您查收（2026）晋1181民初7001号案件文书 ")

    wait_until(lambda: "served" if "送达（" in clerk.board_text() else None, "the effect on the board", 40)
    (service,) = clerk.services()
    assert "寻呼" in clerk.service_page(service).text
    check_offline(proof_of(clerk, service, tmp_path))
    certificate = printed(clerk.certificate(service))
    assert "寻呼（发送方12368）" in certificate
    assert "pagetoapager(from12368)" in certificate
    assert "126****" in certificate
    assert_only_paged(court, screens=len(cut(pager.messages()[0])))


def assert_only_paged(court: PagingCourt, screens: int) -> None:
    """Every message went by pager, and the rows and the event say what the law saw in that."""
    with psycopg.connect(court.superuser_url) as rows:
        tried = rows.execute(TRIED).fetchall()
        planned = [row[0] for row in rows.execute(PLANNED).fetchall()]
    assert screens > 1
    assert tried[0] == ("pager", "sms", "service", "arrived", screens)
    assert {(row[0], row[2]) for row in tried[1:]} == {("pager", "code")}
    assert [(each["channel"], each["counts_as"]) for each in planned] == [("pager", "sms")]
