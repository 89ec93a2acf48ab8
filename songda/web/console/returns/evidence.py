"""What carriers say of one letter: the three pieces side by side, what is wrong with them, and what people decide."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from songda.clock import now
from songda.core.access import Act, may
from songda.core.delivery.carriage import OUTCOMES, Kind
from songda.core.law.facts import Person
from songda.records.ground.pages import how_many, page_of
from songda.records.matter.cases.actions import LONGEST_REASON, Reason
from songda.records.matter.parties.consents import can_act
from songda.records.matter.parties.showing import note_file
from songda.records.service.determinations.actions import judges_in
from songda.records.service.tasks.models import Task
from songda.records.ways.post.carriage.deciding import Belief, add_scan, decide, reason_of, rule
from songda.records.ways.post.carriage.judging import CHECK
from songda.records.ways.post.carriage.models import Carriage, CarrierReport
from songda.records.ways.post.carriage.queries import (
    SHOWN,
    letter_in_post,
    outcomes_of,
    picture_of,
    reports_about,
    troubled,
    unproved,
    words_of_report,
)
from songda.records.ways.post.letters.actions import next_try_of, was_lost
from songda.records.ways.post.letters.models import Letter
from songda.trust.paper import PaperError, page_images
from songda.web.console.shared import words
from songda.web.console.shared.forms import ChosenFile, RadioChoices, Words, succeeds
from songda.web.console.shared.gate import GET_AND_POST, POST_ONLY, StaffRequest, actor, behind
from songda.web.console.shared.lookup_or_404 import lookup_or_404
from songda.web.console.shared.pages import attachment

NONE_OF_THEM = "none"
SCREEN_DPI = 70


class BeliefForm(forms.Form):
    """Which outcome is believed, what was found out of it, and why."""

    report = forms.ChoiceField(label=_lazy("What became of the letter"), widget=RadioChoices)
    signer = forms.ChoiceField(
        label=_lazy("Who signed, as you found out"),
        required=False,
        help_text=_lazy("Only where the carrier says nothing clear of it."),
    )
    cause = forms.ChoiceField(
        label=_lazy("Why it came back, as you found out"),
        required=False,
        help_text=_lazy("Only where the carrier says nothing clear of it."),
    )
    reason = Words(
        label=_lazy("Reason"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_lazy("Whom you asked and what they said; what you see on the return. Kept sealed."),
    )

    def __init__(self, *args: Any, outcomes: Iterable[CarrierReport], **options: Any) -> None:
        super().__init__(*args, **options)
        known = [(str(row.id), _outcome(row)) for row in outcomes]
        self.fields["report"].choices = [*known, (NONE_OF_THEM, _lazy("None of it counts"))]  # type: ignore[attr-defined]
        as_reported = ("", _lazy("As the carrier says"))
        self.fields["signer"].choices = [as_reported, *words.choices(words.SIGNER)]  # type: ignore[attr-defined]
        self.fields["cause"].choices = [as_reported, *words.choices(words.RETURN_CAUSE)]  # type: ignore[attr-defined]

    def belief(self) -> Belief:
        typed = self.cleaned_data
        report = None if typed["report"] == NONE_OF_THEM else UUID(typed["report"])
        return Belief(report, Reason(typed["reason"]), typed["signer"], typed["cause"])


def _outcome(row: CarrierReport) -> str:
    more = words.word(row.signer, "signer") if row.signer else words.word(row.cause, "return_cause")
    words_of_kind = words.word(row.kind, "carrier_kind")
    return f"{words_of_kind} · {more}" if row.signer or row.cause else words_of_kind


class RuleForm(forms.Form):
    """Whether what is on record stands, and why."""

    stands = forms.ChoiceField(
        label=_lazy("What is on record of the letter"),
        choices=[("yes", _lazy("stands")), ("no", _lazy("does not stand: strike it"))],
        widget=RadioChoices,
    )
    reason = Words(label=_lazy("Reason"), max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 3}))


class ScanForm(forms.Form):
    """The picture of a return that came on paper."""

    scan = forms.FileField(
        label=_lazy("Photograph or scan of the return"),
        widget=ChosenFile(attrs={"accept": "application/pdf,image/jpeg,image/png,image/webp"}),
    )


@behind(Act.SEE_CASES)
def doubtful(request: StaffRequest) -> HttpResponse:
    """The letters on which somebody has to decide, the longest-waiting first."""
    page = page_of(troubled(request.court), ("judged_at", "letter_id"), request.GET.get("page", ""))
    for row in page.rows:
        request.shown.person(row.letter.envelope.party)
    waiting = unproved(request.court)
    unproven = [(row, outcomes_of(row.letter)) for row in waiting[:SHOWN]]
    for row, _outcome_rows in unproven:
        request.shown.person(row.letter.envelope.party)
    context = {"desk": "letters", "page": page, "unproved": unproven, "count": how_many(waiting)}
    return render(request, "console/returns/doubtful.html", context)


@behind(Act.SEE_CASES)
def carriage(request: StaffRequest, posted_id: UUID) -> HttpResponse:
    """One letter: outcome, scan and closure side by side, and all that was heard."""
    return _show(request, _the_letter(request, posted_id))


@behind(Act.PLACE_ORDER, POST_ONLY)
def decide_on(request: StaffRequest, posted_id: UUID) -> HttpResponse:
    """A clerk decides what became of it."""
    letter = _the_letter(request, posted_id)
    form = BeliefForm(request.POST, outcomes=outcomes_of(letter))
    if form.is_valid() and succeeds(form, lambda: decide(letter.id, form.belief(), actor(request), now())):
        messages.success(request, _("Decided; the law is asked again."))
        return redirect("console:carriage", letter.id)
    return _show(request, letter, belief=form)


@behind(Act.DECIDE_FINDING, POST_ONLY)
def rule_on(request: StaffRequest, posted_id: UUID) -> HttpResponse:
    """The judge of the case decides whether what is on record stands."""
    letter = _the_letter(request, posted_id)
    form = RuleForm(request.POST)
    if not judges_in(request.user, letter.envelope.case):
        messages.error(request, _("Another judge is entered for this case."))
        return redirect("console:carriage", letter.id)
    if form.is_valid() and succeeds(form, lambda: _rule(request, letter, form)):
        messages.success(request, _("Decided; the law is asked again."))
        return redirect("console:carriage", letter.id)
    return _show(request, letter, ruling=form)


def _rule(request: StaffRequest, letter: Letter, form: RuleForm) -> None:
    typed = form.cleaned_data
    stands = typed["stands"] == "yes"
    rule(letter.id, stands=stands, why=Reason(typed["reason"]), by=actor(request), now=now())


@behind(Act.PLACE_ORDER, GET_AND_POST)
def scan_of(request: StaffRequest, posted_id: UUID) -> HttpResponse:
    """Add the picture of a return that came on paper."""
    letter = _the_letter(request, posted_id)
    form = ScanForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        body = form.cleaned_data["scan"].read()
        if succeeds(form, lambda: add_scan(letter.id, body, actor(request), now())):
            messages.success(request, _("The picture is kept; within seconds the letter is looked at again."))
            return redirect("console:carriage", letter.id)
    return _show(request, letter, scanning=form)


@behind(Act.TAKE_FILES)
def picture(request: StaffRequest, scan_id: UUID) -> HttpResponse:
    """The scan of a return, as PDF."""
    letter, body = _the_picture(request, scan_id)
    note_file(letter.envelope.case, "scan", scan_id, actor(request), now())
    return attachment(body, f"{words.word('return_of_service', 'file_name')}.pdf", "application/pdf")


@behind(Act.TAKE_FILES)
def page(request: StaffRequest, scan_id: UUID) -> HttpResponse:
    """Its first page as a picture, to be looked at beside what the carrier says."""
    letter, body = _the_picture(request, scan_id)
    try:
        (shown,) = page_images(body, SCREEN_DPI, only=range(1, 2))
    except (PaperError, ValueError):
        raise Http404 from None
    note_file(letter.envelope.case, "scan", scan_id, actor(request), now())
    return HttpResponse(shown.body, content_type=shown.mime)


def _the_letter(request: StaffRequest, posted_id: UUID) -> Letter:
    letter = lookup_or_404(lambda: letter_in_post(request.court, posted_id))
    request.shown.person(letter.envelope.party)
    return letter


def _the_picture(request: StaffRequest, scan_id: UUID) -> tuple[Letter, bytes]:
    try:
        letter, body = picture_of(request.court, scan_id)
    except LookupError:
        raise Http404 from None
    request.shown.person(letter.envelope.party)
    return letter, body


def _show(request: StaffRequest, letter: Letter, **forms_sent: forms.Form) -> HttpResponse:
    rows = reports_about(letter)
    own = [row for row in rows if not row.stray]
    carriage: Carriage | None = getattr(letter, "carriage", None)
    kinds = set(Task.objects.filter(envelope=letter.envelope, closed_at=None).values_list("kind", flat=True))
    user = request.user
    decides = CHECK in kinds and carriage is not None and may(user.role, Act.PLACE_ORDER)
    is_asked = carriage is not None and carriage.judge_asked_at is not None
    decides = decides and not is_asked
    rules = is_asked and may(user.role, Act.DECIDE_FINDING) and judges_in(user, letter.envelope.case)
    context = {
        "desk": "letters",
        "letter": letter,
        "case": letter.envelope.case,
        "party": letter.envelope.party,
        "held": carriage,
        "reason": reason_of(carriage) if carriage is not None and may(user.role, Act.SEE_PERSONAL) else "",
        "outcomes": [row for row in own if row.kind in OUTCOMES],
        "is_by_a_minor": any(
            row.signer == Person.RECIPIENT and row.at is not None and not can_act(letter.envelope.party, row.at)
            for row in own
        ),
        "scans": [row for row in own if row.kind == Kind.SCANNED],
        "closures": [row for row in own if row.kind == Kind.CLOSED],
        "rows": [(row, words_of_report(row) if may(user.role, Act.SEE_PERSONAL) else "") for row in rows],
        "may_try_again": was_lost(letter) and next_try_of(letter) is None and may(user.role, Act.PLACE_ORDER),
        "next_try": next_try_of(letter),
        "enquiries": list(carriage.enquiries.order_by("made_at")) if carriage is not None else [],
        "belief": forms_sent.get("belief") or (BeliefForm(outcomes=outcomes_of(letter)) if decides else None),
        "ruling": forms_sent.get("ruling") or (RuleForm() if rules else None),
        "waits_for_judge": is_asked and not rules,
        "scanning": forms_sent.get("scanning")
        or (ScanForm() if carriage and may(user.role, Act.PLACE_ORDER) else None),
    }
    status = 422 if any(form.is_bound and form.errors for form in forms_sent.values()) else 200
    return render(request, "console/returns/carriage.html", context, status=status)
