"""The return station: one field for the scanner, one key for the cause, and what is still open of what was scanned.

It does without a script: the field has the focus, a code and a digit both end with Enter. The script only saves that
Enter after a digit, and beeps.
"""

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from songda.clock import now
from songda.core.access import Act
from songda.core.law import Decision
from songda.core.refusal import Refused
from songda.records.law.decisions.what_if import if_returned
from songda.records.matter.cases.actions import Reason
from songda.records.ways.post.carriage.models import CameBack
from songda.records.ways.post.carriage.queries import (
    code_of,
    last_returns,
    letter_in_post,
    open_codes,
    return_of,
    see_strays,
    strays_of,
    tries_of,
)
from songda.records.ways.post.carriage.station import (
    CAUSES,
    ReturnDraft,
    ScannedCode,
    ScanOutcome,
    note_return,
    put_aside,
    scan_code,
    take_back,
)
from songda.records.ways.post.letters.models import Letter
from songda.web.console.shared import words
from songda.web.console.shared.forms import ChosenFile, ReasonForm, Words, succeeds
from songda.web.console.shared.gate import GET_AND_POST, POST_ONLY, StaffRequest, actor, behind
from songda.web.console.shared.lookup_or_404 import lookup_or_404
from songda.web.console.shared.pages import Question, ask


class StationForm(forms.Form):
    """What the clerk scans or types: a code, or the digit of a cause for the letter that is shown; a picture too."""

    typed = Words(max_length=60, required=False, label=_lazy("Number of the letter, or the digit of the cause"))
    letter = forms.UUIDField(required=False, widget=forms.HiddenInput)
    cause = forms.ChoiceField(required=False, choices=[(cause, cause) for cause in CAUSES])
    picture = forms.FileField(required=False, label=_lazy("Photograph or scan of the return"), widget=ChosenFile)

    def chosen(self) -> str:
        """The cause that was pressed or typed; empty where a code was."""
        typed = self.cleaned_data
        if typed["cause"] or not typed["letter"]:
            return str(typed["cause"])
        digit = typed["typed"]
        return CAUSES[int(digit) - 1] if len(digit) == 1 and digit in "1234567"[: len(CAUSES)] else ""


@behind(Act.PLACE_ORDER, GET_AND_POST)
def returns(request: StaffRequest) -> HttpResponse:
    """Take the next code, or the cause of the letter that is shown."""
    form = StationForm(request.POST or None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        return _show(request, _letter_in_address(request), form if form.is_bound else None)
    if (cause := form.chosen()) and form.cleaned_data["letter"]:
        return _record(request, form, cause)
    return _scan(request, form)


def _letter_in_address(request: StaffRequest) -> Letter | None:
    """The letter whose id stands in the address, as behind a link in the list of open codes; None without one."""
    letter_id = request.GET.get("letter", "")
    try:
        return lookup_or_404(lambda: letter_in_post(request.court, UUID(letter_id))) if letter_id else None
    except ValueError:
        return None


def _scan(request: StaffRequest, form: StationForm) -> HttpResponse:
    typed = form.cleaned_data["typed"]
    try:
        scanned = scan_code(request.court, typed, actor(request), now())
    except Refused as refused:
        form.add_error("typed", refused.sentence(words.language()))
        return _show(request, None, form)
    if scanned.outcome is ScanOutcome.LETTER and scanned.letter is not None:
        return _show(request, letter_in_post(request.court, scanned.letter.id), None)
    return _show(request, None, form, scanned)


def _record(request: StaffRequest, form: StationForm, cause: str) -> HttpResponse:
    letter = lookup_or_404(lambda: letter_in_post(request.court, form.cleaned_data["letter"]))
    sent = form.cleaned_data["picture"]
    picture = sent.read() if sent else None
    if not succeeds(form, lambda: note_return(letter, ReturnDraft(cause, picture=picture), actor(request), now())):
        return _show(request, letter, form)
    messages.success(request, _("On record: %(number)s came back.") % {"number": letter.number})
    return redirect("console:returns")


def _show(
    request: StaffRequest, letter: Letter | None, form: StationForm | None, scanned: ScannedCode | None = None
) -> HttpResponse:
    """The page, with one letter or none; a code that is no letter is told, and stays in the field's place below."""
    if letter is not None:
        request.shown.person(letter.envelope.party)
    rows = last_returns(request.court)
    for entry in rows:
        request.shown.person(entry.letter.envelope.party)
    wrong = bool(form is not None and form.errors) or scanned is not None
    context = {
        "desk": "letters",
        "form": form,
        "scanned": scanned,
        "letter": letter,
        "causes": _causes(letter) if letter is not None else (),
        "tries": tries_of([letter]).get(letter.id, 0) if letter is not None else 0,
        "rows": rows,
        "codes": open_codes(request.court),
        "strays": strays_of(request.court).count,
        "megabytes": settings.PAPER_LIMIT_MEGABYTES,
        "sound": "wrong" if wrong else "ok" if letter is not None or messages.get_messages(request) else "",
    }
    return render(request, "console/returns/station.html", context, status=422 if wrong else 200)


class CauseKey:
    """A key of the page for one cause of a return: its digit, its word, and what the law would say of the letter."""

    def __init__(self, number: int, word: str, decision: Decision | None) -> None:
        self.number, self.word = number, word
        self.status = decision.status.value if decision else ""
        self.says = decision.main_reason(words.language()) if decision else ""


def _causes(letter: Letter) -> list[CauseKey]:
    decisions = if_returned(letter.deed, CAUSES, now()) if letter.deed is not None else {}
    return [CauseKey(place, cause, decisions.get(cause)) for place, cause in enumerate(CAUSES, 1)]


@behind(Act.PLACE_ORDER, GET_AND_POST)
def take_back_entry(request: StaffRequest, entry_id: UUID) -> HttpResponse:
    """Take a mistaken entry back: at once without a question, later with a reason."""
    entry: CameBack = lookup_or_404(lambda: return_of(request.court, entry_id))
    request.shown.person(entry.letter.envelope.party)
    form = ReasonForm(request.POST or None)
    if form.is_valid() and succeeds(form, lambda: _undo(request, entry, form.why())):
        messages.success(request, _("The entry is struck; it stays on record as a mistake."))
        return redirect("console:returns")
    title = _("Take back: %(number)s came back") % {"number": entry.letter.number}
    form.fields["reason"].initial = _("The wrong key was pressed.")
    intro = _("The entry stays on record, struck, and counts for nothing. The letter can be scanned again.")
    question = Question(title, _("Take back"), back="/console/returns/", intro=intro, context={"desk": "letters"})
    return ask(request, form, question)


def _undo(request: StaffRequest, entry: CameBack, why: Reason) -> None:
    take_back(entry, why, actor(request), now())


@behind(Act.PLACE_ORDER, POST_ONLY)
def put_code_aside(request: StaffRequest, code_id: int) -> HttpResponse:
    """Take a code out of the open ones: it is no letter of this court, or was scanned by mistake."""
    put_aside(lookup_or_404(lambda: code_of(request.court, code_id)), now())
    return redirect("console:returns")


@behind(Act.PLACE_ORDER, GET_AND_POST)
def strays(request: StaffRequest) -> HttpResponse:
    """The strays: reports of carriers that fit no letter. They stay stored when somebody has looked at them."""
    if request.method == "POST":
        count = see_strays(request.court, now())
        messages.success(request, _("Looked at: %(count)s. They stay kept.") % {"count": count})
        return redirect("console:strays")
    found = strays_of(request.court)
    context: dict[str, Any] = {"desk": "letters", "found": found}
    return render(request, "console/returns/strays.html", context)
