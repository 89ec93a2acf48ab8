"""A text in a calendar file stays one line of it, whatever somebody typed."""

from songda.core.calendar_file import LONGEST_LINE, calendar_file, plain
from tests.rows import all_rows

LINE_ENDS = ["\n", "\r", "\r\n", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029"]


@all_rows("end", LINE_ENDS)
def test_no_line_end_begins_a_line_of_somebody_else_s_making(end: str) -> None:
    written = calendar_file("songda", [f"SUMMARY:{plain(f'开庭{end}BEGIN:VALARM')}"])
    assert "SUMMARY:开庭\\nBEGIN:VALARM\r\n" in written
    assert not any(line.startswith("BEGIN:VALARM") for line in written.splitlines())


def test_other_signs_of_control_are_left_out_and_what_means_something_is_written_out() -> None:
    assert plain("a\x00b\x1b[31m\tc") == "ab[31m\tc"
    assert plain("a,b;c\\d") == "a\\,b\\;c\\\\d"


def test_long_lines_are_folded_between_letters() -> None:
    written = calendar_file("songda", [f"SUMMARY:{plain('送达' * 60)}"])
    assert max(len(line.encode()) for line in written.split("\r\n")) <= LONGEST_LINE
    assert "送达" * 60 in written.replace("\r\n ", "")
