"""Papers are placed on file from the console, or refused with the reason; hearings are set."""

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from songda import clock
from songda.records.matter.cases.hearings import set_hearing
from songda.records.matter.cases.models import Case, Hearing
from songda.records.matter.papers.models import Paper
from songda.web.console.shared.forms import with_limit
from tests import make
from tests.records.stage import defendant, envelope
from tests.trust.paper import hostile
from tests.web.console.world import signed_in, sitting, typed

pytestmark = pytest.mark.database


def file(case: Case, body: bytes, language: str = "zh-hans", **fields: str) -> tuple[int, str]:
    if not case.hearings.exists():  # a summons calls to one
        set_hearing(case, sitting(30), "第一审判庭", "engine", clock.now())
    upload = SimpleUploadedFile("传票.pdf", body, "application/pdf")
    told = {"file": upload, "kind": "summons", "title": "", "filed_by": "", "replaces": "", **fields}
    page = signed_in(language=language).post(reverse("console:new_paper", args=[case.id]), told)
    return page.status_code, page.content.decode()


def test_a_paper_is_filed_under_the_name_of_its_kind() -> None:
    case = make.case()
    assert file(case, make.pdf())[0] == 302
    assert Paper.objects.get().title == "传票"


def test_what_is_no_pdf_is_refused_with_the_reason_and_the_rest_is_kept() -> None:
    case = make.case()
    status, page = file(case, b"MZ this is a program", title="传票（二）")
    assert status == 422
    assert "PDF" in page
    assert "传票（二）" in page
    assert not Paper.objects.exists()


def test_what_may_be_kept_but_should_be_looked_at_is_pointed_out_to_the_clerk() -> None:
    case, client = make.case(), signed_in()
    body = hostile.plain(change=hostile.WITH_LAYERS)
    upload = SimpleUploadedFile("传票.pdf", body, "application/pdf")
    told = {"file": upload, "kind": "hearing_notice", "title": "", "filed_by": "", "replaces": ""}
    page = client.post(reverse("console:new_paper", args=[case.id]), told, follow=True).content.decode()
    assert "图层" in page


@pytest.mark.parametrize(("language", "told"), [("zh-hans", "不超过{}MB"), ("en", "t most {} MB")])
def test_the_largest_size_is_told_as_it_is_set_wherever_a_file_is_asked_for(language: str, told: str) -> None:
    clerk, sent = signed_in(language=language), envelope(defendant(make.case()))
    pages = [clerk.get(reverse(name, args=[sent.case_id])) for name in ("console:new_paper", "console:new_papers")]
    pages.append(clerk.get(reverse("console:deed", args=[sent.id]), {"way": "direct"}))
    for page in pages:
        assert told.format(settings.PAPER_LIMIT_BYTES // 1024**2) in page.content.decode()


def test_the_largest_size_follows_its_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "PAPER_LIMIT_MEGABYTES", 3)
    assert with_limit("at most {megabytes} MB") == "at most 3 MB"


def test_the_same_paper_twice_is_named() -> None:
    case = make.case()
    body = make.pdf("same")
    file(case, body, title="开庭传票")
    status, page = file(case, body, language="en")
    assert status == 422
    assert "开庭传票" in page


def test_a_corrected_paper_names_the_one_that_it_replaces() -> None:
    case = make.case()
    file(case, make.pdf())
    first = Paper.objects.get()
    assert file(case, make.pdf(), title="传票（更正）", replaces=str(first.id))[0] == 302
    assert Paper.objects.get(replaces=first).title == "传票（更正）"


def test_the_pdf_is_handed_out_byte_for_byte_to_be_saved() -> None:
    case = make.case()
    body = make.pdf()
    file(case, body)
    answer = signed_in().get(reverse("console:paper_file", args=[Paper.objects.get().id]))
    assert answer.content == body
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")


def test_a_hearing_is_set_in_the_courts_own_time() -> None:
    case = make.case()
    at = sitting(60)
    page = signed_in().post(reverse("console:new_hearing", args=[case.id]), {"at": typed(at), "place": "第三审判庭"})
    assert page.status_code == 302
    assert Hearing.objects.get().at == at


def test_a_paper_filed_by_mistake_is_struck_with_a_reason_and_offered_no_more() -> None:
    client, paper = signed_in(), make.paper(title="误存的传票")
    page = reverse("console:papers", args=[paper.case_id])
    assert reverse("console:strike_paper", args=[paper.id]) in client.get(page).content.decode()
    place = reverse("console:strike_paper", args=[paper.id])
    assert client.post(place, {"reason": ""}).status_code == 422
    told = client.post(place, {"reason": "属于另一案件的文书"}, follow=True).content.decode()
    assert "文书已撤销，不再送达。" in told
    assert place not in told
    assert "误存的传票" in told
    assert "误存的传票" not in client.get(reverse("console:serve", args=[paper.case_id])).content.decode()
    assert "误存的传票" not in client.get(reverse("console:new_paper", args=[paper.case_id])).content.decode()
    again = client.post(place, {"reason": "属于另一案件的文书"})
    assert again.status_code == 422
