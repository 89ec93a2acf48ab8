"""A case begins on one page: its number, its hearing, and everybody in it, typed or taken from a spreadsheet."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.forms import BoundField
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext, pgettext_lazy

from songda.channels.registry import place_kinds
from songda.clock import now
from songda.core.access import Act
from songda.core.identifiers.person_name import looks_like_body
from songda.core.identifiers.typed import one_line
from songda.core.law.facts import RecipientKind
from songda.core.refusal import Doubt, Refused
from songda.core.sheets.heads import find_head, is_unreadable
from songda.core.sheets.people import (
    COLUMNS,
    PersonRow,
    is_rounded,
    read_people,
    role_of,
    several,
    split_place,
    unread_heads,
    whose_agent,
)
from songda.records.matter.cases.hearings import set_hearing
from songda.records.matter.parties.actions import AddressDraft, ConsentDraft, PartyDraft
from songda.records.matter.parties.bulk import CaseFile, FiledCase, PersonFile, check_files, register_files
from songda.records.matter.parties.doubts import FileSoFar, names_on_file, numbers_in
from songda.records.matter.parties.roles import SIDES, Side
from songda.trust.spreadsheets import Taken
from songda.web.console.cases.cases import CaseForm
from songda.web.console.cases.sheet_files import (
    Row,
    asks_whose_agent,
    choices_of_a_person,
    example_of_a_person,
    kind_of,
    misread,
    put_together,
)
from songda.web.console.shared import words
from songda.web.console.shared.forms import FIELD_OF, FORM_NAME, Moment, SittingOf, Words, about_a_sitting, is_sure
from songda.web.console.shared.gate import GET_AND_POST, StaffRequest, actor, behind
from songda.web.console.shared.pages import Question, ask, attachment
from songda.web.console.shared.sheets import WORKBOOK, as_example, chosen_sheet, read_table, tell_of_edges, template_of
from songda.web.console.shared.words import language

ROWS_AT_FIRST, MORE_ROWS, MOST_ROWS = 3, 5, 100  # a longer list is for a spreadsheet of cases, or for the API
AT_FIRST = ("plaintiff", "defendant")
CELLS = ("role", "acts_for", "name", "number", "contact", "place", "sure", "consent", "kind")
ASKED = ("name", "number", "contact", "place")  # a role alone is offered, and is nobody
FILL, MORE = "fill", "more"
NOT_KEPT = ("rows", "sheet", "pasted")
_HEADS = {
    "role": pgettext_lazy("head of a spreadsheet", "Role"),
    "acts_for": pgettext_lazy("head of a spreadsheet", "Acts for"),
    "name": pgettext_lazy("head of a spreadsheet", "Name"),
    "number": pgettext_lazy("head of a spreadsheet", "Identity number"),
    "contact": pgettext_lazy("head of a spreadsheet", "Phone or mailbox"),
    "place": pgettext_lazy("head of a spreadsheet", "Postal address"),
    "consent": pgettext_lazy("head of a spreadsheet", "Agrees to e-service"),
}
CONSENT_HOW = ("form", "pleading", "counter")
REFUSES = "refuses"
_SAID = {"yes": "form", "no": REFUSES}  # what a sheet says stands in their signed form


class StartForm(CaseForm):
    """A case with its first hearing and its people, a row each; rows without anything are left out."""

    hearing_at = Moment(label=_lazy("First hearing"), required=False)
    hearing_place = Words(
        label=_lazy("Place"), max_length=120, required=False, help_text=_lazy("As it stands in the summons.")
    )
    agreed_at = Moment(
        label=_lazy("When they agreed or refused"),
        required=False,
        help_text=_lazy("Of everybody above who agrees or refuses; left empty: now."),
    )
    rows = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=MOST_ROWS, required=False)
    pasted = Words(
        label=_lazy("Paste from a spreadsheet"),
        max_length=200_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
        help_text=_lazy("With or without the heads of its columns. What is who is told by the heads, or by the cells."),
    )
    sheet = forms.FileField(
        label=_lazy("Or take a file"),
        required=False,
        widget=chosen_sheet(),
        help_text=_lazy("XLSX, XLS, ODS, or a text with commas or tabs. Whoever agreed has “yes” in that column."),
    )

    def __init__(self, data: Mapping[str, Any] | None = None, files: Any = None, **options: Any) -> None:
        people: Sequence[Row] = options.pop("people", [{"role": role} for role in AT_FIRST])
        at_first: str = options.pop("count", "")
        super().__init__(data, files, **options)
        typed = str(data.get("rows", "")) if data else at_first
        count = int(typed) if typed.isdecimal() and len(typed) < 4 else max(len(people), ROWS_AT_FIRST)
        self.count = max(1, min(count, MOST_ROWS))
        self.initial["rows"] = self.count
        said = data or {f"name_{row}": person.get("name", "") for row, person in enumerate(people)}
        names = [one_line(str(said.get(f"name_{row}", ""))) for row in range(self.count)]
        rows = [
            (str(row), f"{_('Row %(row)s') % {'row': row}} {name}".strip()) for row, name in enumerate(names, start=1)
        ]
        for row in range(self.count):
            self._add_row(row, rows[:row])
            self.initial.update({f"{name}_{row}": value for name, value in _at(people, row).items()})

    def _add_row(self, row: int, above: Sequence[tuple[str, str]]) -> None:
        roles = [("", pgettext_lazy("in a list", "Choose")), *words.choices(words.ROLE)]
        kinds = [("", _lazy("As the name says")), *words.choices(words.KIND)]
        sure = [("", _lazy("As the role says")), *words.choices(words.ADDRESS_CLASS, "rejected")]
        agrees = [("", _lazy("Not yet")), *((how, words.HOW[how]) for how in CONSENT_HOW), (REFUSES, _lazy("Refuses"))]
        represented = [("", pgettext_lazy("in a list", "Choose")), *above]
        numeric = {"autocomplete": "off", "spellcheck": "false"}
        self.fields |= {
            f"role_{row}": forms.ChoiceField(label=_lazy("Role"), choices=roles, required=False),
            f"acts_for_{row}": forms.ChoiceField(label=_lazy("Acts for"), choices=represented, required=False),
            f"name_{row}": Words(label=_lazy("Name"), max_length=100, required=False),
            f"number_{row}": Words(
                label=_lazy("Identity number or credit code"),
                max_length=40,
                required=False,
                widget=forms.TextInput(attrs=numeric),
            ),
            f"contact_{row}": Words(
                label=_lazy("Telephone or mailbox"),
                max_length=120,
                required=False,
                widget=forms.TextInput(attrs=numeric),
            ),
            f"place_{row}": Words(label=_lazy("Postal address"), max_length=200, required=False),
            f"sure_{row}": forms.ChoiceField(label=_lazy("Whose word"), choices=sure, required=False),
            f"consent_{row}": forms.ChoiceField(label=_lazy("Agrees to e-service"), choices=agrees, required=False),
            f"kind_{row}": forms.ChoiceField(label=_lazy("Person or body"), choices=kinds, required=False),
        }

    @property
    def people(self) -> list[list[BoundField]]:
        """The fields of each row, as they stand beside one another."""
        return [[self[f"{name}_{row}"] for name in CELLS] for row in range(self.count)]

    @cached_property
    def _begun(self) -> list[int]:
        return [row for row in range(self.count) if any(self._typed(name, row) for name in ASKED)]

    def begun(self) -> list[int]:
        """The rows in which somebody stands, also where something in them is wrong: Django forgets such a cell."""
        return self._begun

    def _typed(self, name: str, row: int) -> str:
        typed: str = self.cleaned_data.get(f"{name}_{row}", "")
        return typed

    def clean(self) -> dict[str, Any]:
        """Whoever is in a row has a role and a name; a hearing has a time and a place."""
        typed: dict[str, Any] = super().clean() or {}
        for field, wrong in [told for row in self.begun() for told in self._wrong_in(row)]:
            if field not in self.errors:
                self.add_error(field, wrong)
        if typed.get("hearing_at") and not typed.get("hearing_place"):
            self.add_error("hearing_place", _lazy("A hearing has a time and a place."))
        if typed.get("hearing_place") and not typed.get("hearing_at") and "hearing_at" not in self.errors:
            self.add_error("hearing_at", _lazy("A hearing has a time and a place."))
        return typed

    def place_of(self, field: str) -> str:
        """The row in which a field stands, for whoever reads what is wrong above the table; empty outside of it."""
        name, _line, row = field.rpartition("_")
        return _("Row %(row)s") % {"row": int(row) + 1} if name in CELLS and row.isdecimal() else ""

    def _wrong_in(self, row: int) -> Iterator[tuple[str, str]]:
        """All that can be told of a row by itself: the field, and what is wrong."""
        if not self._typed("name", row):
            yield f"name_{row}", _("Who is it? Enter the name, or empty the row.")
        if not self._typed("role", row):
            yield f"role_{row}", _("Choose the role.")
        if is_rounded(self._typed("number", row)):
            rounded = _("The spreadsheet has rounded this number. Format its column as text there, or type it here.")
            yield f"number_{row}", rounded
        for name in ASKED:
            if is_unreadable(said := self._typed(name, row)):
                yield f"{name}_{row}", Refused("sheet_unreadable", said=said).sentence(language())
        if self._acts(row) and self._represented(row) is None:
            wrong = (
                _("Whom do they act for? Choose.")
                if self._above(row)
                else _("Whoever acts for somebody stands in a row below them.")
            )
            yield f"{'acts_for' if self._above(row) else 'role'}_{row}", wrong
        person = PersonFile(self.person(row), addresses=tuple(self._addresses(row)))
        for refused in misread(person, timezone.localdate(now())):
            yield self._beside(row, refused), refused.sentence(language())

    def _acts(self, row: int) -> bool:
        return SIDES.get(self._typed("role", row)) is Side.ACTING

    def _above(self, row: int) -> list[int]:
        """The rows further up in which somebody stands who acts for nobody."""
        return [one for one in self.begun() if one < row and not self._acts(one)]

    def _represented(self, row: int) -> int | None:
        """The row of whom this one acts for: the chosen one, or the only one above; None where it must be asked."""
        above, chosen = self._above(row), self._typed("acts_for", row)
        if chosen:
            return int(chosen) - 1 if int(chosen) - 1 in above else None
        return above[0] if len(above) == 1 else None

    def file(self, moment: datetime) -> CaseFile:
        """What is to be registered now; whatever was odd about it was asked before."""
        begun, agreed_at = self.begun(), self.cleaned_data.get("agreed_at") or moment
        return CaseFile(self.draft(), tuple(self._person(row, begun, agreed_at) for row in begun))

    def _person(self, row: int, begun: Sequence[int], agreed_at: datetime) -> PersonFile:
        how = self._typed("consent", row)
        represented = self._represented(row) if self._acts(row) else None
        stage = self.cleaned_data.get("stage", "")
        agreed = ConsentDraft("express", agreed_at, (stage,), how=how) if how in CONSENT_HOW else None
        return PersonFile(
            self.person(row),
            addresses=tuple(self._addresses(row)),
            consents=(agreed,) if agreed else (),
            acts_for=None if represented is None else begun.index(represented),
            is_sure=True,
            refused_at=agreed_at if how == REFUSES else None,
        )

    def person(self, row: int) -> PartyDraft:
        """Who stands in this row; whether it is a body is told by its name unless it is chosen."""
        name = self._typed("name", row)
        kind_of_person = RecipientKind.LEGAL_PERSON if looks_like_body(name) else RecipientKind.NATURAL_PERSON
        kind = self._typed("kind", row) or kind_of_person
        return PartyDraft(self._typed("role", row), name, self._typed("number", row), kind=kind)

    def _side(self, row: int) -> Side:
        """On whose side they stand; whoever acts for somebody on theirs."""
        role = self._typed("role", row)
        if self._acts(row) and (represented := self._represented(row)) is not None:
            role = self._typed("role", represented)
        return SIDES.get(role, Side.NONE)

    def sitting(self) -> SittingOf:
        """What the day of its hearing turns on; without any address a public notice may be all that is left."""
        draft = self.draft()
        begun = [row for row in self.begun() if self._side(row) is Side.DEFENDING and not self._acts(row)]
        unknown = any(not (self._typed("contact", row) or self._typed("place", row)) for row in begun)
        return SittingOf(draft.branch, draft.procedure, draft.stage, timezone.localdate(now()), unknown)

    def doubts_about_addresses(self, row: int, so_far: FileSoFar) -> list[Doubt]:
        """What is odd about where they can be reached, beside the rows above."""
        side = self._side(row)
        return [doubt for one in self._addresses(row) for doubt in so_far.doubts_about_address(side, one)]

    def _addresses(self, row: int) -> Iterator[AddressDraft]:
        how = said if (said := self._typed("consent", row)) in CONSENT_HOW else ""
        usual = "provided" if how or self._side(row) is Side.CLAIMING else "unknown"
        sure, source = self._typed("sure", row) or usual, how or "pleading"
        for contact in several(self._typed("contact", row)):
            yield AddressDraft(kind_of(contact), contact, sure, source)
        if place := self._typed("place", row):
            parts = split_place(place)
            yield AddressDraft(place_kinds()[0], "" if parts else place, sure, source, place=parts)

    def field_of(self, refused: Refused) -> str | None:
        """The field beside which a refusal is written: its place in the file names the row."""
        head, _dot, rest = refused.path.partition(".")
        if head.startswith("persons["):
            return self._beside(self.begun()[int(head[len("persons[") : -1])], refused, rest)
        field = _field_of(refused)
        return field if field in self.fields else None

    def _beside(self, row: int, refused: Refused, place: str | None = None) -> str:
        """The cell of a row beside which a refusal is written; `place` is where in the person's file it arose."""
        rest = refused.path if place is None else place
        if rest.startswith("addresses["):
            at = int(rest[len("addresses[") : rest.index("]")])
            return f"contact_{row}" if at < len(several(self._typed("contact", row))) else f"place_{row}"
        if refused.code in {"consent_in_future", "dated_in_future"}:
            return "agreed_at"
        own = f"{_field_of(refused)}_{row}"
        return own if own in self.fields else f"name_{row}"


def _field_of(refused: Refused) -> str:
    named = getattr(refused, "field", "")
    return FORM_NAME.get(named, named) or FIELD_OF.get(refused.code, "")


def _at(people: Sequence[Row], row: int) -> Row:
    return people[row] if row < len(people) else {}


@behind(Act.REGISTER_CASE, GET_AND_POST)
def register(request: StaffRequest) -> HttpResponse:
    """Register a case with everybody in it, all or nothing; what is wrong is said beside its cell."""
    if request.method == "POST" and (MORE in request.POST or _is_to_be_read(request)):
        return _page(request, _filled(request))
    form = StartForm(request.POST or None, request.FILES or None, court=request.court, count=_rows_to_come(request))
    if form.is_bound and _is_in_order(request, form) and (filed := _registered(request, form)):
        messages.success(request, _("Case %(number)s is registered.") % {"number": filed.case.number})
        if not filed.parties:
            return redirect("console:case", filed.case.id)
        messages.success(request, _entered(len(filed.parties)))
        return redirect("console:new_papers", filed.case.id)
    return _page(request, form)


def _is_to_be_read(request: StaffRequest) -> bool:
    """Whatever was pasted or chosen is read and looked at first, whichever button was pressed."""
    return FILL in request.POST or "sheet" in request.FILES or bool(request.POST.get("pasted", "").strip())


def _rows_to_come(request: StaffRequest) -> str:
    """As many as were typed into before, where that is put back into the page."""
    return (request.fields_to_come().get("rows") or [""])[0] if request.method == "GET" else ""


def _entered(count: int) -> str:
    sentence = ngettext(
        "%(count)s person is entered. Next: the papers.", "%(count)s people are entered. Next: the papers.", count
    )
    return sentence % {"count": count}


def _page(request: StaffRequest, form: StartForm) -> HttpResponse:
    question = Question(
        title=_("Register a case"),
        submit=_("Register"),
        back=reverse("console:cases"),
        template="console/cases/start.html",
        context={"court": request.court},
    )
    return ask(request, form, question)


def _is_in_order(request: StaffRequest, form: StartForm) -> bool:
    """Whether nothing is wrong or odd; what cannot be read, what is asked and what is refused is told at one look."""
    form.full_clean()
    is_meant = is_sure(form, _doubts(request, form))
    for refused in check_files(request.court, [form.file(now())], actor(request), now())[0]:
        field = form.field_of(refused)
        if not asks_whose_agent(refused) and (field is None or field not in form.errors):
            form.add_error(field, refused.sentence(language()))
    return is_meant and form.is_valid()


def _registered(request: StaffRequest, form: StartForm) -> FiledCase | None:
    """The case with its people and hearing, or None, and the form says why not."""
    try:
        return _write(request, form)
    except Refused as refused:
        form.add_error(form.field_of(refused), refused.sentence(language()))
        return None


@transaction.atomic
def _write(request: StaffRequest, form: StartForm) -> FiledCase:
    by, moment = actor(request), now()
    answer = register_files(request.court, [form.file(moment)], by, moment)[0]
    if isinstance(answer, Refused):
        raise answer
    if (at := form.cleaned_data["hearing_at"]) is not None:
        set_hearing(answer.case, at, form.cleaned_data["hearing_place"], by, moment)
    return answer


def _doubts(request: StaffRequest, form: StartForm) -> list[str]:
    """What is odd about the people, row by row, and about the hearing."""
    people = [(row, form.person(row)) for row in form.begun()]
    so_far = FileSoFar(names_on_file(request.court, numbers_in([person for _row, person in people])))
    found = [
        _("Row %(row)s: %(doubt)s") % {"row": row + 1, "doubt": doubt.sentence(language())}
        for row, person in people
        for doubt in (*so_far.doubts_about(person), *form.doubts_about_addresses(row, so_far))
    ]
    at = form.cleaned_data.get("hearing_at")
    return [*found, *(about_a_sitting(at, now(), form.sitting()) if at else [])]


def _filled(request: StaffRequest) -> StartForm:
    """The page with what was typed and, below it, what was pasted or stands in the file; nothing is kept yet."""
    rows = _by_name(list(_typed_rows(request.POST)))
    typed = [row for row in rows if any(row[name] for name in ASKED)]
    taken, wrong = read_table(request) if _is_to_be_read(request) else (Taken([]), "")
    table = taken.table
    read = read_people(table)
    head = find_head(table)
    tell_of_edges(request, table, -1 if head is None else head)
    people, places = put_together(typed, [_as_typed(person) for person in read])
    spare = 0 if read else MORE_ROWS
    room: list[Row] = [{}] * max(0, min(spare, MOST_ROWS - len(people)))
    kept = {name: request.POST.get(name, "") for name in StartForm.base_fields if name not in NOT_KEPT}
    if not read:
        kept["pasted"] = request.POST.get("pasted", "")
    _say_what_was_read(request, dict(zip(places, read, strict=True)), wrong)
    _say_who_was_there(request, len(typed) + len(read) - len(people))
    if len(people) > MOST_ROWS:
        messages.warning(request, _("The table takes %(most)s rows; the others were left out.") % {"most": MOST_ROWS})
    if heads := unread_heads(table):
        left_out = _("These columns were not understood and are left out: %(heads)s.")
        messages.warning(request, left_out % {"heads": _(", ").join(head or _("(no head)") for head in heads)})
    return StartForm(court=request.court, initial=kept, people=[*_by_row(people[:MOST_ROWS]), *room])


def _typed_rows(typed: QueryDict) -> Iterator[Row]:
    count = typed.get("rows", "")
    for row in range(min(int(count) if count.isdecimal() and len(count) < 4 else 0, MOST_ROWS)):
        yield {name: one_line(typed.get(f"{name}_{row}", "")) for name in CELLS}


def _as_typed(person: PersonRow) -> Row:
    """A row of the table as somebody would have typed it; that they agree stands in their signed form."""
    return {**{name: getattr(person, name) for name in COLUMNS}, "consent": _SAID.get(person.consent, "")}


def _by_name(typed: Sequence[Row]) -> list[Row]:
    """The rows as they were typed, with whom they act for by name instead of by row: rows come between."""
    names = {str(row): person["name"] for row, person in enumerate(typed, start=1)}
    return [{**person, "acts_for": names.get(person["acts_for"], "")} for person in typed]


def _by_row(people: Sequence[Row]) -> Iterator[Row]:
    """The same with the row of whom they act for, where what is said of it means one alone."""
    for at, person in enumerate(people):
        above = [one for one in range(at) if SIDES.get(people[one]["role"]) is not Side.ACTING]
        meant = whose_agent(person["acts_for"], [(people[one]["role"], people[one]["name"]) for one in above])
        yield {**person, "acts_for": str(above[meant[0]] + 1) if person["acts_for"] and len(meant) == 1 else ""}


def _say_what_was_read(request: StaffRequest, read: Mapping[int, PersonRow], wrong: str) -> None:
    if wrong:
        messages.error(request, wrong)
    elif _is_to_be_read(request) and not read:
        messages.error(request, _("There is nothing to read: paste the cells, or choose a file."))
    if not read:
        return
    sentence = ngettext("%(count)s row was read. Look at it.", "%(count)s rows were read. Look at them.", len(read))
    messages.success(request, sentence % {"count": len(read)})
    for row, person in sorted(read.items()):
        if person.role and role_of(person.role) not in SIDES:
            messages.warning(request, _("Row %(row)s: no role is called so.") % {"row": row + 1})
        if person.unread:
            messages.warning(request, _("Row %(row)s: some cells were not understood.") % {"row": row + 1})


def _say_who_was_there(request: StaffRequest, count: int) -> None:
    sentence = ngettext(
        "%(count)s of them stood in the table already; that row is filled in, nobody is entered twice.",
        "%(count)s of them stood in the table already; those rows are filled in, nobody is entered twice.",
        count,
    )
    if count:
        messages.info(request, sentence % {"count": count})


@behind(Act.REGISTER_CASE)
def people_template(_request: StaffRequest) -> HttpResponse:
    """The workbook to be filled in with the people of a case."""
    made = template_of(
        _("People"), _HEADS, {**example_of_a_person(), "name": as_example(_("Li"))}, choices_of_a_person()
    )
    return attachment(made, "people.xlsx", WORKBOOK)
