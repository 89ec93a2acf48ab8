"""Batches: made, printed, counted by a scanner, sealed."""

import csv
from collections.abc import Callable, Sequence
from io import StringIO
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from songda.clock import now
from songda.core.access import Act
from songda.core.delivery.ladder.person import PersonPlan
from songda.core.delivery.letters import MOST_IN_BATCH, LetterState, ScanResult
from songda.core.refusal import Refused
from songda.records.law.plans import plans_of
from songda.records.matter.parties.showing import note_batch
from songda.records.ways.post.letters.batches import count_of, make_batch, scan, seal_batch
from songda.records.ways.post.letters.manifest import COLUMNS, name_of, rows_of
from songda.records.ways.post.letters.models import Batch, Letter
from songda.records.ways.post.letters.queries import batch_of, left_to_record, postage_of
from songda.records.ways.post.letters.setting import batch_file, manifest_file
from songda.trust.tables import safe_cell
from songda.web.console.shared import words
from songda.web.console.shared.forms import Words, carry_out
from songda.web.console.shared.gate import GET_AND_POST, POST_ONLY, StaffRequest, actor, behind
from songda.web.console.shared.lookup_or_404 import lookup_or_404
from songda.web.console.shared.pages import attachment, whole_number

LAST_SCANS = 8
PDF = "application/pdf"


def the_batch(request: StaffRequest, batch_id: UUID) -> Batch:
    """A batch of the visitor's court."""
    return lookup_or_404(lambda: batch_of(request.court, batch_id))


@behind(Act.PLACE_ORDER, POST_ONLY)
def new_batch(request: StaffRequest) -> HttpResponse:
    """Put together what is ready."""
    most = whole_number(request.POST.get("most", "")) or MOST_IN_BATCH
    try:
        made = make_batch(request.court, request.POST.get("product", ""), actor(request), now(), most)
    except Refused as refused:
        messages.error(request, refused.sentence(words.language()))
        return redirect("console:letters")
    return redirect("console:batch", made.id)


@behind(Act.SEE_CASES)
def batch(request: StaffRequest, batch_id: UUID) -> HttpResponse:
    """What it holds, its files, and how far it is counted; where it is sealed, what to take out of the sack."""
    found = the_batch(request, batch_id)
    counted = count_of(found)
    for letter in (*counted.counted, *counted.missing, *counted.withdrawn):
        request.shown.person(letter.envelope.party)
    context = {
        "desk": "letters",
        "batch": found,
        "name": name_of(found),
        "count": counted,
        "left": left_to_record(found) if found.sealed_at else 0,
        "plans": _plans(counted.counted),
        "pieces": len(counted.counted) + len(counted.missing),
        "pages": sum(letter.pages or 0 for letter in (*counted.counted, *counted.missing)),
        "postage": (cost := postage_of([*counted.counted, *counted.missing])),
        "yuan": f"{cost.fen / 100:,.2f}" if cost else "",
    }
    return render(request, "console/letters/batch.html", context)


def _plans(letters: Sequence[Letter]) -> dict[UUID, tuple[UUID, PersonPlan]]:
    """Of those whose letter came to something what comes next, by envelope; the others are in the post."""
    posted = [letter for letter in letters if letter.state == LetterState.SEALED]
    plans = plans_of([letter.envelope for letter in posted if letter.stage != LetterState.SEALED], now())
    return {envelope_id: (envelope_id, plan) for envelope_id, plan in plans.items()}


class ScanForm(forms.Form):
    """The one field into which the scanner types."""

    typed = Words(
        label=_lazy("Number of the letter"),
        max_length=40,
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off", "spellcheck": "false"}),
        help_text=_lazy("Scan the bar code of each letter, or type its number."),
    )


@behind(Act.PLACE_ORDER, GET_AND_POST)
def count(request: StaffRequest, batch_id: UUID) -> HttpResponse:
    """Count letter by letter: what was just scanned stands large, and the field waits for the next."""
    found = the_batch(request, batch_id)
    if found.sealed_at:
        return redirect("console:batch", found.id)
    form = ScanForm(request.POST or None)
    if form.is_valid():
        answer = carry_out(form, lambda: scan(found, form.cleaned_data["typed"], actor(request), now()))
        if answer is not None:
            return redirect(f"{reverse('console:batch_count', args=[found.id])}?scan={answer.scan_id}")
    scans = list(found.scans.select_related("letter__envelope__party__case").order_by("-at", "-id")[:LAST_SCANS])
    shown = whole_number(request.GET.get("scan", ""))
    last = next((one for one in scans if one.id == shown and not form.errors), None)
    if last is not None and last.letter is not None:
        request.shown.person(last.letter.envelope.party)
    own = Letter.objects.filter(batch=found, state=LetterState.READY)
    context = {
        "desk": "letters",
        "batch": found,
        "name": name_of(found),
        "form": form if form.errors else ScanForm(),
        "last": last,
        "is_good": last is not None and last.found == ScanResult.COUNTED,
        "counted": own.exclude(counted_at=None).count(),
        "pieces": own.count(),
        "scans": scans,
    }
    return render(request, "console/letters/count.html", context, status=422 if form.errors else 200)


@behind(Act.PLACE_ORDER, POST_ONLY)
def seal(request: StaffRequest, batch_id: UUID) -> HttpResponse:
    """Seal what was counted; whoever comes second finds it sealed."""
    found = the_batch(request, batch_id)
    if not count_of(found).is_clean and not request.POST.get("sure"):
        messages.error(request, _("Something is missing or strange: tick that you have seen it, then seal."))
        return redirect("console:batch", found.id)
    try:
        sealed = seal_batch(found, actor(request), now())
    except Refused as refused:
        messages.error(request, refused.sentence(words.language()))
    else:
        if sealed.sealed_by == actor(request):
            messages.success(request, _("The batch is sealed."))
        else:
            messages.info(request, _("A colleague has sealed this batch already."))
    return redirect("console:batch", found.id)


@behind(Act.TAKE_FILES)
def letters_file(request: StaffRequest, batch_id: UUID) -> HttpResponse:
    """All letters as one PDF, in the carrier's order."""
    found = the_batch(request, batch_id)
    body = _file(lambda: batch_file(found))
    _note(request, found)
    return attachment(body, f"{name_of(found)}.pdf", PDF)


@behind(Act.TAKE_FILES)
def manifest(request: StaffRequest, batch_id: UUID) -> HttpResponse:
    """The list that the carrier signs."""
    found = the_batch(request, batch_id)
    body = _file(lambda: manifest_file(found))
    _note(request, found)
    return attachment(body, f"{name_of(found)}-{words.word('list', 'letter_file')}.pdf", PDF)


@behind(Act.TAKE_FILES)
def manifest_table(request: StaffRequest, batch_id: UUID) -> HttpResponse:
    """The same as a table for the carrier's programs."""
    found = the_batch(request, batch_id)
    letters = list(Letter.objects.filter(batch=found).order_by("place_in_batch").select_related("envelope__party"))
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerows([safe_cell(cell) for cell in row] for row in rows_of(letters))
    _note(request, found)
    return attachment(out.getvalue().encode("utf-8-sig"), f"{name_of(found)}.csv", "text/csv; charset=utf-8")


def _file(read: Callable[[], bytes]) -> bytes:
    try:
        return read()
    except LookupError:
        raise Http404 from None


def _note(request: StaffRequest, found: Batch) -> None:
    cases = Letter.objects.filter(batch=found).values_list("envelope__case_id", flat=True)
    note_batch(request.court.id, sorted(set(cases)), found.id, actor(request), now())
