"""Reports: sections that add up, few statements, nothing of few people in public, the same numbers in every file."""

import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from time import process_time
from xml.etree import ElementTree as ET

import pypdfium2
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from songda.core.charts import NARROW
from songda.core.figures import NOTHING, Parts, figure
from songda.core.figures.hiding import FEWEST
from songda.core.figures.periods import Period
from songda.records.ground.evidence.signed import newest_checkpoint
from songda.records.overview.figure_reports import Report, ReportRequest, draw, report_of
from songda.records.overview.figure_reports.files import about_rows, report_csv, report_xlsx
from songda.records.overview.figure_reports.papers import ask_for_paper, file_of_paper, seal_figures
from songda.records.overview.figure_reports.public import for_everybody, public_periods
from songda.records.overview.figure_reports.report import Kind, Line, Seal, Section, place_of, wait_lines
from songda.records.overview.figure_reports.wording import verdict_of
from songda.records.overview.figures.models import DayCount
from songda.trust.signing import check
from tests import make
from tests.records.overview.figure_reports.planted import BEFORE, EFFECTIVE, LAUNCHED, YEAR, plant
from tests.records.overview.figures.log import count_all

pytestmark = pytest.mark.database
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def year(**wanted: object) -> Report:
    """The planted year of the court of Xiaoyi."""
    given = {"courts": (make.court(),), "figure": figure("success"), "period": YEAR, **wanted}
    return report_of(ReportRequest(**given), make.NOW)  # type: ignore[arg-type]


def test_the_total_is_a_numerator_within_a_denominator() -> None:
    plant(make.court())
    assert year().total.parts == Parts(EFFECTIVE, LAUNCHED)


@pytest.mark.parametrize("key", ["trend", "way", "role", "care", "age", "address_class", "cause"])
def test_the_lines_of_every_split_add_up_to_the_total(key: str) -> None:
    plant(make.court())
    report = year(by="cause")
    lines = [line.parts for line in report.section(key).lines if line.parts]
    assert sum(parts.numerator for parts in lines) == EFFECTIVE
    assert sum(parts.denominator or 0 for parts in lines) == LAUNCHED


@pytest.mark.parametrize("by", ["way", "role", "cause"])
@pytest.mark.parametrize("name", ["success", "launched"])
def test_the_steps_of_each_key_add_up_to_its_line_in_the_split(by: str, name: str) -> None:
    plant(make.court())
    report = year(by=by, figure=figure(name))
    steps = [line.key for line in report.section("trend").lines]
    lines = report.section("over_time").lines
    for split in report.section(by).lines:
        own = [line for line in lines if line.key == split.key]
        assert [line.step for line in own] == steps
        assert split.parts is not None
        assert sum(line.parts.numerator for line in own if line.parts) == split.parts.numerator
        assert sum(line.parts.denominator or 0 for line in own if line.parts) == (split.parts.denominator or 0)


def test_each_court_of_a_tree_has_its_own_small_chart_and_a_single_key_has_none() -> None:
    plant(make.court())
    plant(make.other_court(), launched=2 * LAUNCHED, effective=EFFECTIVE)
    courts = (make.court(), make.other_court())
    report = year(courts=courts, by="court")
    lines = report.section("over_time").lines
    assert {line.key for line in lines} == {str(court.id) for court in courts}
    drawing = draw(report, report.section("over_time"), "en", NARROW)
    assert all(court.name in drawing for court in courts)
    assert "each from 0 to 100 %; 2021-01 to 2021-12" in drawing
    assert not [one for one in year(by="court").sections if one.kind is Kind.MULTIPLES]
    assert not [one for one in year().sections if one.kind is Kind.MULTIPLES]


def test_at_most_nine_small_charts_are_drawn_those_of_the_largest_keys() -> None:
    court = make.court()
    for place in range(12):
        for part, n in (("service.launched", 10 + place), ("service.launched.effective", 5)):
            DayCount.objects.create(court=court.id, part=part, dimension="cause", day=YEAR.first, key=f"c{place}", n=n)
    lines = year(by="cause").section("over_time").lines
    assert list(dict.fromkeys(line.key for line in lines)) == [f"c{place}" for place in range(11, 2, -1)]


def test_courts_of_a_tree_are_added_by_their_parts_never_by_their_ratios() -> None:
    plant(make.court())
    plant(make.other_court(), launched=1000 + LAUNCHED, effective=EFFECTIVE)
    report = year(courts=(make.court(), make.other_court()))
    assert report.total.parts == Parts(2 * EFFECTIVE, 2 * LAUNCHED + 1000)
    assert {line.key for line in report.section("court").lines} == {str(make.court().id), str(make.other_court().id)}


def test_periods_are_called_different_only_where_the_intervals_say_so() -> None:
    plant(make.court())
    plant(make.court(), 2020, 3000, 1400)
    assert year(compare=BEFORE).total.is_different is True
    few = Line("x", Parts(5, 10), Parts(4, 10))
    assert few.is_different is False
    assert Line("x", Parts(0, 0), Parts(4, 10)).is_different is None


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (Line("a", None, Parts(1, 2)), "too few to be shown"),
        (Line("a", Parts(1), Parts(2)), "only of a share"),
        (Line("a", Parts(0, 0), Parts(1, 2)), "nothing was counted in one of the periods"),
        (Line("a", Parts(1, 2)), ""),
    ],
)
def test_where_it_cannot_be_told_whether_periods_differ_the_reason_is(line: Line, told: str) -> None:
    assert told in verdict_of(line, "en")
    assert bool(told) == bool(verdict_of(line, "en"))


def test_a_report_of_nothing_says_so_in_every_drawing() -> None:
    report = year()
    assert report.total.parts == Parts(0, 0)
    for section in report.sections:
        assert draw(report, section, "en").startswith("<svg")
    assert "Nothing was counted in this period." in draw(report, report.section("funnel"), "en")


def test_causes_are_counts_and_no_share_of_themselves() -> None:
    plant(make.court())
    lines = year(compare=BEFORE).section("failure").lines
    assert [line.parts for line in lines] == [Parts(700), Parts(350), Parts(50)]


def test_a_report_names_the_events_that_it_counts_and_their_root_as_the_log_signed_it() -> None:
    make.case()
    count_all()
    newest = newest_checkpoint()
    seal = year().seal
    assert newest is not None
    assert seal == Seal(newest.size, bytes(newest.root).hex())


def test_a_page_of_twelve_charts_takes_few_statements_and_little_time() -> None:
    plant(make.court())
    year(by="cause", compare=BEFORE)
    with CaptureQueriesContext(connection) as asked:
        report = year(by="cause", compare=BEFORE)
    start = process_time()
    for section in report.sections:
        draw(report, section, "zh", NARROW)
    assert process_time() - start < 0.1
    assert len(report.sections) >= 11
    assert len(asked) <= 15


def test_waits_stand_in_the_column_within_which_they_ended() -> None:
    lines = wait_lines({"0002": 3, "0024": 4, "over_8760": 2, "-": 9})
    counted = {line.key: line.parts.numerator for line in lines if line.parts and line.parts.numerator}
    assert counted == {"4": 3, "24": 4, "more": 2}
    assert place_of(1) == 1
    assert place_of(24) == 4
    assert place_of(18) == 3.5
    assert place_of(8760) == 9.5


def shown(section: Section) -> Iterator[int]:
    for line in section.lines:
        if line.parts is not None:
            yield line.parts.numerator


def test_in_public_no_count_of_few_is_shown_and_none_can_be_reckoned_from_the_rest() -> None:
    plant(make.court())
    report = for_everybody(year(by="cause"))
    for section in report.sections:
        assert all(n == 0 or n >= FEWEST for n in shown(section)), section.key
        hidden = [line for line in section.lines if line.is_hidden]
        if section.kind in {Kind.SHARES, Kind.TREND} and section.key != "definitions":
            assert len(hidden) != 1, section.key  # one alone is what the total leaves over
    assert any(line.is_hidden for line in report.section("cause").lines)


def test_public_periods_are_over_and_share_no_day() -> None:
    periods = public_periods(date(2026, 6, 30))
    assert periods[0].last == date(2025, 12, 31)
    days = [day for period in periods for day in (period.first, period.last)]
    assert len(set(days)) == len(days)
    assert all(later.first > earlier.last for later, earlier in pairwise(periods))


def numbers_of_csv(body: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))


def numbers_of_xlsx(body: bytes) -> list[list[str]]:
    """The first sheet as text, row by row."""
    with zipfile.ZipFile(io.BytesIO(body)) as packed:
        sheet = ET.fromstring(packed.read("xl/worksheets/sheet1.xml"))  # noqa: S314 - our own
        shared = []
        if "xl/sharedStrings.xml" in packed.namelist():
            shared = ["".join(one.itertext()) for one in ET.fromstring(packed.read("xl/sharedStrings.xml"))]  # noqa: S314
    rows = []
    for row in sheet.iter(f"{MAIN}row"):
        found = ((cell.attrib.get("t"), "".join(cell.itertext())) for cell in row.iter(f"{MAIN}c"))
        rows.append([shared[int(words)] if kind == "s" else words for kind, words in found])
    return rows


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return "".join(page.get_textpage().get_text_range() for page in document)


def test_workbook_and_csv_hold_the_same_rows() -> None:
    plant(make.court())
    report = year(by="cause")
    lines, cells = numbers_of_csv(report_csv(report, "en"))[1:], numbers_of_xlsx(report_xlsx(report, "en"))[1:]
    assert len(lines) == len(cells) > 40
    for line, row in zip(lines, cells, strict=True):
        plain = [word.removeprefix("'") if word.startswith("'=") else word for word in line if word]
        assert [plain[0], plain[1]] == row[:2]
        assert plain[2:4] == row[2:4]  # numerator and denominator
        assert plain[4:] == [word if word == NOTHING else f"{float(word) * 100:.2f}" for word in row[4:]]
    assert all((line[3] == "0") == (line[4] == NOTHING) for line in lines)
    assert any(line[4] == NOTHING for line in lines)  # a cause that had nothing in a month


def test_no_name_acts_as_a_formula_in_any_file() -> None:
    plant(make.court())
    report = year(by="cause")
    assert all(not cell.startswith(("=", "+", "@")) for row in numbers_of_csv(report_csv(report, "zh")) for cell in row)
    with zipfile.ZipFile(io.BytesIO(report_xlsx(report, "zh"))) as packed:
        assert b"<f>" not in packed.read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_signed_report_holds_numbers_definitions_and_hashes(language: str, seal: None) -> None:
    plant(make.court())
    report = year()
    paper = ask_for_paper(report.wanted, language, make.court().id, "engine", make.NOW)
    assert seal_figures(make.NOW) == 1
    paper.refresh_from_db()
    body = file_of_paper(paper)
    text = "".join(text_of(body).split())
    mark = {"zh": "演示数据", "en": "DEMONSTRATIONDATA"}[language]
    assert text.count(mark) == len(pypdfium2.PdfDocument(body)) > 1  # on every page
    assert "50.65%" in text
    assert "1,977" in text
    assert figure("success").version in text
    assert figure("success").hash in text
    assert check(body).is_unchanged


def test_a_file_says_of_the_whole_whether_the_periods_differ_or_why_it_cannot_be_told() -> None:
    plant(make.court())
    plant(make.court(), 2020, 3000, 1400)
    empty = Period(date(2019, 1, 1), date(2019, 12, 31))
    assert ["Different?", "different for more than chance"] in list(about_rows(year(compare=BEFORE), "en"))
    untold = ["Different?", "cannot be told: nothing was counted in one of the periods"]
    assert untold in list(about_rows(year(compare=empty), "en"))
    assert "Different?" not in [row[0] for row in about_rows(year(), "en")]
