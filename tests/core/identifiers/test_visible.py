"""What is left of typed words when everything that cannot be seen is taken out."""

from songda.core.identifiers.typed import one_line, visible
from tests.rows import all_rows

WORDS = [
    ("plain words stay", "第三审判庭", "第三审判庭"),
    ("a mark that turns the writing round", "第三\u202e庭判审\u202c", "第三庭判审"),
    ("isolating marks", "\u2066李某\u2069 \u200e离婚\u200f", "李某 离婚"),
    ("letters of no width", "借\u200b贷\u200d纠\ufeff纷\u2060", "借贷纠纷"),
    ("a hyphen that is not printed", "民间\u00ad借贷", "民间借贷"),
    ("letters that print nothing", "\u3164李\u2800某\uffa0", "李某"),
    ("control characters", "传\x07票\x1b[31m\x9b", "传票[31m"),
    ("half of a character", "传\ud800票", "传票"),
    ("the private area of a font", "传\ue000票", "传票"),
    ("rare Han letters and their variants stay", "㐂𠮷葛\U000e0100", "㐂𠮷葛\U000e0100"),
    ("an emoji stays", "😀", "😀"),
    ("what another program would run is kept as words", "=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0"),
]


@all_rows(("typed", "seen"), [row[1:] for row in WORDS], ids=[row[0] for row in WORDS])
def test_what_is_seen_of_words(typed: str, seen: str) -> None:
    assert one_line(typed) == seen
    assert visible(typed) == seen


def test_lines_are_kept_where_there_may_be_several_and_joined_where_not() -> None:
    typed = "  第一行\r\n第二行\u2028第三行\tX  "
    assert visible(typed) == "第一行\n第二行\n第三行 X"
    assert one_line(typed) == "第一行 第二行 第三行 X"


def test_taking_out_twice_changes_nothing_more() -> None:
    for _, typed, _ in WORDS:
        assert visible(visible(typed)) == visible(typed)
