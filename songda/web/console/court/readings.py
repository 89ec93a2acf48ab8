"""Who read whose personal data, when, where: for the auditor, as a list or a file; that they looked is on record."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import count, islice
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.http import HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from songda.clock import now
from songda.core.access import Act
from songda.core.identifiers import mask_name
from songda.core.language import COURT_LANGUAGE
from songda.records.court.staff.actions import note_look
from songda.records.court.staff.models import ApiClient, Court, User
from songda.records.court.staff.queries import clients_of, everybody_of
from songda.records.overview.boards.readings import Reading, ReadingFilter, all_readings, readings_of, search_scope
from songda.trust.tables import BYTE_ORDER_MARK, csv_lines
from songda.web.console.shared import words
from songda.web.console.shared.forms import Words
from songda.web.console.shared.gate import GET_AND_POST, StaffRequest, actor, behind
from songda.web.console.shared.pages import streamed
from songda.web.console.shared.words import READING, READING_DOOR


@behind(Act.SEE_READINGS, GET_AND_POST)
def readings(request: StaffRequest) -> HttpResponseBase:
    """The list, or all of it as a file. What is looked for is posted, because it may name a person."""
    form = ReadingsForm(request.POST or None, court=request.court)
    wanted, is_file = form.wanted(), "file" in request.POST
    note_look(request.court, actor(request), now(), dict(form.as_typed()), is_file=is_file)
    found = search_scope(request.court, wanted)
    if is_file and not form.errors:
        rows = all_readings(request.court, wanted, found)
        return readings_file(rows, request.court, get_language() or COURT_LANGUAGE, is_cut=found.is_cut)
    kept = {**form.as_typed(), "search": "posted"} if form.is_bound else {"search": "posted"}
    context = {
        "desk": "readings",
        "form": form,
        "found": readings_of(request.court, wanted, found, request.POST.get("page", "")),
        "is_cut": found.is_cut,
        "kept": kept,
    }
    return render(request, "console/court/readings.html", context)


ALL = ("", pgettext_lazy("readings", "All"))


class ReadingsForm(forms.Form):
    """Who looked, at whom, in which case, where, when."""

    person = Words(
        label=_lazy("Whose data"),
        required=False,
        max_length=120,
        help_text=_lazy("Whole name, identity number or telephone number"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    reader = forms.ChoiceField(label=_lazy("Who looked"), required=False)
    kind = forms.ChoiceField(label=_lazy("What they did"), required=False, choices=[ALL, *READING.items()])
    door = forms.ChoiceField(label=_lazy("Where"), required=False, choices=[ALL, *READING_DOOR.items()])
    case = Words(label=_lazy("Case number"), required=False, max_length=80)
    since = forms.DateField(label=_lazy("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_lazy("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, court: Court, **options: Any) -> None:
        super().__init__(*args, **options)
        staff = [(f"staff:{user.id}", str(user)) for user in everybody_of(court)]
        systems = [(f"client:{client.id}", client.name) for client in clients_of(court)]
        self.fields["reader"].choices = [ALL, *staff, *systems]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The days are in their order."""
        typed = super().clean() or {}
        since, until = typed.get("since"), typed.get("until")
        if since and until and until < since:
            self.add_error("until", _lazy("This day is before the first one."))
        return typed

    def wanted(self) -> ReadingFilter:
        """What to look for; what was typed wrongly is left out and marked on the page."""
        self.full_clean()
        typed: Mapping[str, Any] = getattr(self, "cleaned_data", {})
        return ReadingFilter(**{name: typed[name] for name in self.fields if typed.get(name)})

    def as_typed(self) -> Mapping[str, str]:
        """The same as it was typed, to be kept from page to page and put on record."""
        return {name: str(self.data[name]) for name in self.fields if self.data.get(name)}


COLUMNS = ("at", "reader", "office", "what", "door", "case", "whom")
AT_ONCE = 500


def readings_file(rows: Iterable[Reading], court: Court, language: str, *, is_cut: bool) -> StreamingHttpResponse:
    """The table for a spreadsheet, written while it is sent, however long it is.

    Its last line says how many there are, so that one that broke off is known by lacking it.
    """
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
