"""The report before a public notice tells every try, and no number that operators named and nobody confirmed."""

from datetime import timedelta

import pypdfium2
import pytest

from songda.core.identifiers.typed import digits_of
from songda.records.ground.evidence.actions import sequence
from songda.records.overview.notice_papers import file_of_report, seal_notices
from songda.records.ways.public_notices.sealed import ask_for_report
from songda.records.ways.telephone.calls.actions import record_call
from songda.records.ways.telephone.calls.drafts import CallDraft
from tests import make
from tests.records.stage import NOW
from tests.records.ways.lookups.stage import found
from tests.records.ways.public_notices.scene import DAY, HOUR, PUBLISHED, exhausted

pytestmark = pytest.mark.database


def words_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    text = "".join(page.get_textpage().get_text_range() for page in document)
    return "".join(text.split())


@pytest.mark.parametrize("groups", ["{0}{1}{2}", "{0} {1} {2}", "{0}-{1}-{2}"])
def test_what_was_noted_of_a_call_names_no_covered_number(groups: str) -> None:
    sealed, number = exhausted(), make.mobile()
    found(number, party=sealed.party, at=NOW + DAY)
    typed = groups.format(number[:3], number[3:7], number[7:])
    own = "拨打010-62990000，前台转接"
    called = NOW + 2 * DAY
    clerk = f"staff:{make.user(sealed.case.court).id}"
    for note in (f"打的是{typed}，无人接听", own):
        called += timedelta(minutes=5)
        record_call(sealed.party, CallDraft(called, "unreachable", None, number=typed, note=note), clerk, called)
    sequence(PUBLISHED - HOUR)
    report = ask_for_report(sealed, clerk, PUBLISHED)
    assert seal_notices(PUBLISHED) == 1
    report.refresh_from_db()
    told = words_of(file_of_report(report))
    assert number not in digits_of(told)
    assert f"打的是{number[:3]}" in told
    assert own in told
