"""The readings of personal data as a table for a spreadsheet, written while it is sent, however long it is."""

from collections.abc import Iterable, Iterator
from itertools import count, islice
from zoneinfo import ZoneInfo

from django.http import StreamingHttpResponse
from django.utils import translation
from django.utils.translation import gettext as _

from songda.core.identifiers import mask_name
from songda.records.court.staff.models import ApiClient, Court, User
from songda.records.overview.boards.readings import Reading
from songda.trust.tables import BYTE_ORDER_MARK, csv_lines
from songda.web.console.shared import words
from songda.web.console.shared.files import streamed

COLUMNS = ("at", "reader", "office", "what", "door", "case", "whom")
AT_ONCE = 500


def readings_file(rows: Iterable[Reading], court: Court, language: str, *, is_cut: bool) -> StreamingHttpResponse:
    """The file; its last line says how many there are, so that one that broke off is known by lacking it."""
    name = f"{words.word('file', 'reading_column')}.csv"
    return streamed(_written(iter(rows), ZoneInfo(court.zone), language, is_cut), name, "text/csv; charset=utf-8")


def _written(rows: Iterator[Reading], zone: ZoneInfo, language: str, is_cut: bool) -> Iterator[bytes]:  # noqa: FBT001 - see above
    """A piece at a time, each in the reader's language: by then the request itself is over."""
    yield BYTE_ORDER_MARK
    with translation.override(language):
        head = csv_lines([[words.word(name, "reading_column") for name in COLUMNS]])
    yield head
    total = 0
    for _turn in count():
        with translation.override(language):
            lines = [_line(row, zone) for row in islice(rows, AT_ONCE)]
            piece = csv_lines(lines or [[_end(total, is_cut=is_cut)]])
        yield piece
        total += len(lines)
        if not lines:
            return


def _end(total: int, *, is_cut: bool) -> str:
    if is_cut:
        return _("%(count)d readings; the name or number fits more persons or cases, whose readings are not here.") % {
            "count": total
        }
    return _("%(count)d readings: all that were asked for.") % {"count": total}


def _line(row: Reading, zone: ZoneInfo) -> list[str]:
    """One reading; names are masked as on the page, for the auditor need not know them."""
    reader = row.reader
    office = words.word(reader.role, "office") if isinstance(reader, User) else ""
    name = reader.name if isinstance(reader, ApiClient) else str(reader or "")
    door = words.word(row.door, "reading_door") if row.door else ""
    case = _and_more(row.cases[0].number, row.case_count) if row.cases else ""
    party = row.party
    whom = _and_more(f"{words.word(party.role, 'role')} {mask_name(party.name)}", row.people_count) if party else ""
    at = row.at.astimezone(zone).isoformat(timespec="seconds")
    return [at, name, office, words.word(row.kind, "reading"), door, case, whom]


def _and_more(first: str, number: int) -> str:
    return f"{first} +{number - 1}" if number > 1 else first
