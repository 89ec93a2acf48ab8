"""Which causes are about personal status: what only follows from a status is none."""

from songda.core.status_causes import is_about_status
from tests.rows import all_rows


@all_rows(
    "cause",
    [
        "离婚纠纷",
        "离 婚 纠 纷",
        "离婚",
        "离婚案",
        "离婚纠纷一案",
        "离婚诉讼",
        "监护权",
        "确认亲子关系纠纷",
        "否认亲子关系纠纷",
        "婚姻无效纠纷",
        "撤销婚姻纠纷",
        "解除收养关系纠纷",
        "监护权纠纷",
        "申请撤销监护人资格",
        "申请宣告公民失踪",
        "申请认定公民限制民事行为能力",
    ],
)
def test_it_is_about_status(cause: str) -> None:
    assert is_about_status(cause)


@all_rows(
    "cause",
    [
        "",
        "民间借贷纠纷",
        "离婚后财产纠纷",
        "离婚后损害责任纠纷",
        "抚养费纠纷",
        "监护人责任纠纷",
        "离婚后财产",
        "纠纷",
        "婚约财产纠纷",
        "法定继承纠纷",
    ],
)
def test_it_is_not(cause: str) -> None:
    assert not is_about_status(cause)
