"""A case of an internet court is known by its number and follows that court's provisions."""

import pytest

from songda.core.law.facts import Channel
from songda.records.overview.boards.preview import preview
from tests import make
from tests.make import NOW
from tests.records.stage import defendant

pytestmark = pytest.mark.database


@pytest.mark.parametrize(
    ("code", "name", "is_open", "article"),
    [
        ("浙0192", "杭州互联网法院", True, "cn.icr.18"),
        ("晋1181", "孝义市人民法院", False, "cn.cpli.140"),
    ],
)
def test_in_simplified_procedure_only_an_internet_court_may_publish(
    code: str, name: str, is_open: bool, article: str
) -> None:
    case = make.case(make.court(code, name), procedure="simplified")
    party = defendant(case)
    (row,) = preview(case, [make.paper(case)], [party], NOW)
    notice = next(method for method in row.methods if method.channel is Channel.PUBLIC_NOTICE)
    assert notice.rule is not None
    assert (notice.allowed, notice.rule.id) == (is_open, article)
