"""Several papers placed on file in one go: what each is gets read from it, and a clerk looks it over in one table.

Each stands alone, so one that is refused keeps no other back; and no file is sent twice: what is not on file yet waits
here for whoever sent it.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.forms import BoundField
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from songda.clock import now
from songda.core.access import Act
from songda.core.identifiers.typed import one_line
from songda.records.ground.sent_forms.files import (
    FileHolder,
    KeptFile,
    drop_file,
    files_kept,
    keep_file,
    keep_longer,
    note_about,
)
from songda.records.matter.cases.hearings import set_hearing
from songda.records.matter.cases.models import Case
from songda.records.matter.cases.queries import hearings_of
from songda.records.matter.papers.actions import LONGEST_PERIOD, PaperDraft, file_paper, warnings_about
from songda.records.matter.papers.guesses import CALLS_TO_A_HEARING, guess, replaceable
from songda.records.matter.papers.kinds import kind_name, row_of_kind
from songda.records.matter.papers.models import Paper
from songda.records.matter.parties.models import Party
from songda.records.matter.parties.queries import parties_of
from songda.web.console.papers.papers import doubts_about, doubts_about_hearing
from songda.web.console.shared import words
from songda.web.console.shared.forms import (
    Moment,
    SittingOf,
    Words,
    about_a_sitting,
    as_choices,
    carry_out,
    is_sure,
    to_choose,
    with_limit,
)
from songda.web.console.shared.gate import GET_AND_POST, StaffRequest, actor, behind
from songda.web.console.shared.lookup_or_404 import the_case
from songda.web.console.shared.pages import Question, ask
from songda.web.console.shared.words import language

MOST_ROWS = 40
READ = "read"  # the button that only reads what was chosen
# What is asked of some kinds of papers alone, with what their rows say of the kind.
PARTICULARS = {"days_set_in_paper": "sets_a_period", "issued_at": "lapses", "carried_out_at": "is_carried_out"}
CELLS = ("kind", "title", "filed_by", "replaces", *PARTICULARS)
HEARING = ("hearing_at", "hearing_place")
_MOMENT = "%Y-%m-%dT%H:%M"


def _asks(kind: str, particular: str) -> bool:
    return bool(getattr(row_of_kind(kind), PARTICULARS[particular]))


class _ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


@dataclass(frozen=True)
class Row:
    """A file that waits, its fields, and what of it is worth a word in the table."""

    file: KeptFile
    fields: Mapping[str, BoundField]
    is_guessed_to_replace: bool
    asks_more: bool

    @property
    def name(self) -> str:
        """The name that the file came with."""
        return self.file.about["name"]


class SeveralPapersForm(forms.Form):
    """Files to be read, and a row for each that waits: what it is, whose, and what else is asked of its kind."""

    chosen = forms.FileField(
        label=_lazy("PDF files"),
        required=False,
        widget=_ManyFiles(attrs={"accept": "application/pdf", "data-reads": READ}),
    )
    hearing_at = Moment(label=_lazy("Hearing that the summons calls to"), required=False)
    hearing_place = Words(label=_lazy("Place"), max_length=120, required=False)
    what_to_mend = _lazy("What is marked below is not on file yet. What you typed was kept, and so were the files.")

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        waiting: Sequence[KeptFile],
        parties: Sequence[Party],
        papers: Sequence[Paper],
    ) -> None:
        super().__init__(data)
        self.waiting = {file.id.hex: file for file in waiting}
        self.parties = {party.id: party for party in parties}
        self.papers = {paper.id: paper for paper in papers}
        for key, file in self.waiting.items():
            self._add_row(key)
            self.initial.update({f"{cell}_{key}": text for cell in CELLS if (text := file.about.get(cell))})
        for name in HEARING:
            guessed = [text for file in waiting if (text := file.about.get(name))]
            self.initial[name] = guessed[0] if guessed else ""

    def _add_row(self, key: str) -> None:
        filers = [("", _lazy("The court")), *as_choices(list(self.parties.values()))]
        earlier = [("", _lazy("Nothing")), *((str(one.id), _earlier(one)) for one in self.papers.values())]
        kinds = to_choose(words.choices(words.PAPER_KIND))
        row: dict[str, forms.Field] = {
            "kind": forms.ChoiceField(label=_lazy("Kind of paper"), choices=kinds, required=False),
            "title": Words(label=_lazy("Title"), max_length=120, required=False),
            "filed_by": _one_of(_lazy("Filed by"), filers),
            "replaces": _one_of(_lazy("Replaces"), earlier),
            "days_set_in_paper": forms.IntegerField(
                label=_lazy("Period for evidence, in days"), required=False, min_value=1, max_value=LONGEST_PERIOD
            ),
            "issued_at": Moment(label=_lazy("Issued"), required=False),
            "carried_out_at": Moment(label=_lazy("Carried out"), required=False),
            "out": forms.BooleanField(label=_lazy("Leave it out"), required=False),
        }
        self.fields |= {f"{cell}_{key}": field for cell, field in row.items()}

    def place_of(self, field: str) -> str:
        """The file of whose row a field is, for whoever reads what is wrong above the table; empty outside of it."""
        waiting = self.waiting.get(field.rpartition("_")[2])
        return waiting.about["name"] if waiting else ""

    def clean(self) -> dict[str, Any]:
        """Every row has a kind, and nothing is entered of which its kind is not asked."""
        typed: dict[str, Any] = super().clean() or {}
        for key in self.waiting:
            kind = typed.get(f"kind_{key}", "")
            if not kind and f"kind_{key}" not in self.errors:
                self.add_error(f"kind_{key}", _lazy("Choose what this paper is."))
            for name in PARTICULARS:
                if kind and typed.get(f"{name}_{key}") and not _asks(kind, name):
                    self.add_error(f"{name}_{key}", _lazy("This is not asked of such a paper. Empty it."))
        if not self.waiting:
            self.add_error("chosen", _lazy("Choose at least one file."))
        if bool(typed.get("hearing_at")) != bool(typed.get("hearing_place")) and not set(HEARING) & set(self.errors):
            missing = "hearing_place" if typed.get("hearing_at") else "hearing_at"
            self.add_error(missing, _lazy("A hearing has a time and a place."))
        return typed

    def drafts(self) -> Iterator[tuple[KeptFile, PaperDraft]]:
        """What may be placed on file now: a row that lacks something waits alone."""
        if not self.is_bound or set(HEARING) & set(self.errors):
            return
        for key, file in self.waiting.items():
            if not any(f"{cell}_{key}" in self.errors for cell in CELLS):
                yield file, self._draft(key, file)

    def _draft(self, key: str, file: KeptFile) -> PaperDraft:
        typed = {cell: self.cleaned_data[f"{cell}_{key}"] for cell in CELLS}
        return PaperDraft(
            typed["kind"],
            typed["title"] or kind_name(typed["kind"], "zh"),
            file.read(),
            self.parties.get(typed["filed_by"]),
            self.papers.get(typed["replaces"]),
            **{name: typed[name] for name in PARTICULARS},
        )

    def about(self, key: str) -> dict[str, str]:
        """What is known of this row by now, for when the page is opened again."""
        typed = {cell: one_line(str(self.data.get(f"{cell}_{key}", ""))) for cell in CELLS}
        typed |= {name: one_line(str(self.data[name])) for name in HEARING if name in self.data}
        return {**self.waiting[key].about, **typed}

    @property
    def rows(self) -> list[Row]:
        return [self._row(key, file) for key, file in self.waiting.items()]

    def _row(self, key: str, file: KeptFile) -> Row:
        fields = {name: self[f"{name}_{key}"] for name in (*CELLS, "out")}
        kind = str(fields["kind"].value() or "")
        more = any(_asks(kind, name) or fields[name].errors or fields[name].value() for name in PARTICULARS)
        guessed = file.about.get("guessed_to_replace", "")
        return Row(file, fields, bool(guessed) and guessed == str(fields["replaces"].value() or ""), more)

    @property
    def calls_to_a_hearing(self) -> bool:
        """Whether a paper among them calls to one."""
        typed = any(self[name].value() for name in HEARING)
        return typed or any(row.fields["kind"].value() in CALLS_TO_A_HEARING for row in self.rows)


def _one_of(label: Any, choices: Sequence[tuple[str, Any]]) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=label, choices=choices, coerce=UUID, empty_value=None, required=False)


def _earlier(paper: Paper) -> str:
    return f"{paper.title} · {timezone.localtime(paper.filed_at):%Y-%m-%d}"


@behind(Act.FILE_PAPER, GET_AND_POST)
def new_papers(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Read files, and place on file what is in order; the others are shown with the reasons, their files stay."""
    case = the_case(request, case_id)
    holder = FileHolder(actor(request), request.path)
    if request.method != "POST":
        return _page(request, case, _form(case, holder))
    keep_longer(holder, now())
    form = _form(case, holder, request.POST)
    _note_what_was_typed(form)
    chosen = request.FILES.getlist("chosen")
    is_unseen = any(f"kind_{key}" not in form.data for key in form.waiting)
    if _is_left_out(form) or chosen or READ in request.POST or is_unseen:
        _read(request, case, holder, chosen)
        return _page(request, case, _form(case, holder))
    return _place(request, case, form, holder)


def _form(case: Case, holder: FileHolder, data: Mapping[str, Any] | None = None) -> SeveralPapersForm:
    form = SeveralPapersForm(
        data, waiting=files_kept(holder, now()), parties=_own_parties(case), papers=replaceable(case)
    )
    if _to_come(case):
        for name in HEARING:
            del form.fields[name]
    return form


def _own_parties(case: Case) -> list[Party]:
    return [party for party in parties_of(case) if party.acts_for_id is None]


def _to_come(case: Case) -> list[datetime]:
    return [hearing.at for hearing in hearings_of(case) if hearing.at > now()]


def _note_what_was_typed(form: SeveralPapersForm) -> None:
    for key, file in form.waiting.items():
        if f"kind_{key}" in form.data:
            note_about(file, form.about(key))


def _is_left_out(form: SeveralPapersForm) -> bool:
    """Whether a row was; it is gone then."""
    left_out = [file for key, file in form.waiting.items() if form.data.get(f"out_{key}")]
    for file in left_out:
        drop_file(file)
    return bool(left_out)


def _read(request: StaffRequest, case: Case, holder: FileHolder, chosen: Sequence["UploadedFile[Any]"]) -> None:
    """Keep each file that was chosen, with what is guessed of it."""
    waiting = files_kept(holder, now())
    kinds = [file.about.get("kind", "") for file in waiting]
    names = {file.about["sha256"]: file.about["name"] for file in waiting if "sha256" in file.about}
    parties = _own_parties(case)
    for place, file in enumerate(chosen):
        if len(waiting) + place >= MOST_ROWS or not file.size:
            messages.error(
                request, _("“%(name)s” was left out: it is empty, or there are too many.") % {"name": file.name}
            )
            continue
        name, body = one_line(file.name or ""), file.read()
        sha256 = hashlib.sha256(body).hexdigest()
        if (first := names.setdefault(sha256, name)) != name:
            same = _("“%(name)s” holds the very same as “%(first)s” and stands in one row with it.")
            messages.warning(request, same % {"name": name, "first": first})
            continue
        about = _about(case, name, body, parties, kinds) | {"sha256": sha256}
        kinds.append(about["kind"])
        if not keep_file(holder, body, about, now()):
            messages.error(request, _("“%(name)s” was left out: file first what waits.") % {"name": file.name})
    if chosen:
        messages.success(request, _("The files were read. Look at what they are, and place them on file."))


def _about(case: Case, name: str, body: bytes, parties: Sequence[Party], other_names: Sequence[str]) -> dict[str, str]:
    guessed = guess(case, name, body, parties, other_names)
    replaces = str(guessed.replaces.id) if guessed.replaces else ""
    at = guessed.hearing_at
    return {
        "name": name,
        "kind": guessed.kind,
        "title": guessed.title,
        "filed_by": str(guessed.filed_by.id) if guessed.filed_by else "",
        "replaces": replaces,
        "guessed_to_replace": replaces,
        "days_set_in_paper": str(guessed.days or ""),
        "hearing_at": timezone.localtime(at).strftime(_MOMENT) if at and at > now() else "",
        "hearing_place": guessed.hearing_place if at and at > now() else "",
    }


def _place(request: StaffRequest, case: Case, form: SeveralPapersForm, holder: FileHolder) -> HttpResponse:
    drafts = list(form.drafts())
    kept = drafts if is_sure(form, _doubts(case, form, drafts)) else []
    if kept and form.cleaned_data.get("hearing_at"):
        at, place = form.cleaned_data["hearing_at"], form.cleaned_data["hearing_place"]
        carry_out(form, lambda: set_hearing(case, at, place, actor(request), now()), _of_hearing)
    filed = [paper for file, draft in kept if (paper := _file(request, case, form, file, draft))]
    _announce(request, filed)
    if form.is_valid() and len(kept) == len(drafts):
        return redirect("console:papers", case.id)
    gone = {key for key in form.waiting if UUID(key) not in {file.id for file in files_kept(holder, now())}}
    for key in gone:
        del form.waiting[key]
    return _page(request, case, form)


def _of_hearing(name: str) -> str:
    return f"hearing_{name}"


def _doubts(case: Case, form: SeveralPapersForm, drafts: Sequence[tuple[KeptFile, PaperDraft]]) -> list[str]:
    at = form.cleaned_data.get("hearing_at") if form.is_bound else None
    found = list(about_a_sitting(at, now(), SittingOf.case(case, now()))) if at else []
    for file, draft in drafts:
        found += doubts_about(draft.kind, draft.filed_by, draft.days_set_in_paper, draft.issued_at)
        if not at:
            found += doubts_about_hearing(case, draft.kind)
            found += _other_hearing(case, file, draft)
    return list(dict.fromkeys(found))


def _other_hearing(case: Case, file: KeptFile, draft: PaperDraft) -> list[str]:
    """A summons that names a time at which no hearing is on record, though another one is to come."""
    named = file.about.get("hearing_at", "")
    to_come = [f"{timezone.localtime(at):{_MOMENT}}" for at in _to_come(case)]
    if draft.kind not in CALLS_TO_A_HEARING or not named or not to_come or named in to_come:
        return []
    text = {"title": draft.title, "named": named.replace("T", " "), "at": to_come[0].replace("T", " ")}
    return [_("“%(title)s” seems to call to a hearing on %(named)s; on record is one on %(at)s.") % text]


def _file(
    request: StaffRequest, case: Case, form: SeveralPapersForm, file: KeptFile, draft: PaperDraft
) -> Paper | None:
    def field_of(name: str) -> str:
        named = f"{name}_{file.id.hex}"
        return named if named in form.fields else f"kind_{file.id.hex}"

    filed = carry_out(form, lambda: file_paper(case, draft, actor(request), now()), field_of)
    if filed:
        drop_file(file)
    return filed


def _announce(request: StaffRequest, filed: list[Paper]) -> None:
    if not filed:
        return
    text = ngettext("%(count)s paper is on file: %(titles)s.", "%(count)s papers are on file: %(titles)s.", len(filed))
    titles = _(", ").join(paper.title for paper in filed)
    messages.success(request, text % {"count": len(filed), "titles": titles})
    for paper in filed:
        for sentence in warnings_about(paper.read(), language()):
            messages.warning(request, paper.title + _(": ") + sentence)


def _page(request: StaffRequest, case: Case, form: SeveralPapersForm) -> HttpResponse:
    intro = with_limit(
        _("Each is placed on file by itself: one that is refused keeps no other back. Together at most {megabytes} MB.")
    )
    question = Question(
        _("File several papers"),
        _("Place on file"),
        reverse("console:papers", args=[case.id]),
        case,
        intro=intro,
        template="console/papers/several_papers.html",
    )
    return ask(request, form, question)
