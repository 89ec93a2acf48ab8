"""A public notice of the court's own: what was tried before, its draft, its days, other boards; times without it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import pgettext_lazy

from songda.clock import now
from songda.core.access import Act, may
from songda.core.delivery.ladder.public_notice import LONGEST_ELEMENT, NEEDS_PHOTO, Board, Element, GapOutcome
from songda.core.refusal import Refused
from songda.records.law.facts.dossier import NOTICE, load_dossier_for_notice
from songda.records.law.notice_ground import ask_judge
from songda.records.matter.cases.actions import LONGEST_REASON
from songda.records.matter.parties.showing import note_file
from songda.records.overview.notice_papers import draft_of_notice, file_of_notice, file_of_report, file_of_sheet
from songda.records.service.orders.queries import to_serve
from songda.records.ways.public_notices.actions import (
    LONGEST_WORDS,
    NoticeDraft,
    PostingProof,
    draft_notice,
    order_board,
    page_of_notice,
    photo_of_posting,
    prove_board,
    publish_notice,
    put_back,
    reason_of_gap,
    remove_notice,
    take_down,
    weigh_gap,
    words_of_notice,
    words_of_posting,
)
from songda.records.ways.public_notices.looks import proof_of, run_of
from songda.records.ways.public_notices.models import PublicNotice
from songda.records.ways.public_notices.queries import (
    gap_of,
    notice_of,
    notice_of_envelope,
    notices_of_court,
    posting_of,
    report_of,
    reports_of,
)
from songda.records.ways.public_notices.sealed import ask_for_report
from songda.records.ways.public_notices.terms import outlooks, proposed_words
from songda.web.console.shared import words
from songda.web.console.shared.forms import (
    ChosenFile,
    Moment,
    RadioChoices,
    ReasonForm,
    TickChoices,
    Words,
    succeeds,
    with_limit,
)
from songda.web.console.shared.gate import GET_AND_POST, POST_ONLY, StaffRequest, actor, behind
from songda.web.console.shared.lookup_or_404 import file_or_404, lookup_or_404, the_envelope
from songda.web.console.shared.pages import Question, ask, attachment, page_number, slice_of
from songda.web.console.shared.person import notice_context
from songda.web.console.shared.words import language


class NoticeForm(forms.Form):
    """The papers, and what the text says of each thing that the law asks for."""

    papers = forms.TypedMultipleChoiceField(label=_lazy("Papers"), coerce=UUID, widget=TickChoices)

    def __init__(self, *args: Any, services: Any, needed: frozenset[Element], **options: Any) -> None:
        super().__init__(*args, **options)
        papers = [(str(service.id), service.paper.title) for service in services]
        self.fields["papers"].choices = papers  # type: ignore[attr-defined]
        self.fields["papers"].initial = [service_id for service_id, _title in papers]
        for element in (each for each in Element if each in needed or each is Element.MORE):
            self.fields[element.value] = Words(
                label=words.word(element.value, "notice_element"),
                max_length=LONGEST_ELEMENT,
                required=element in needed,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def draft(self) -> NoticeDraft:
        typed = self.cleaned_data
        return NoticeDraft(
            tuple(typed["papers"]), {each: typed[each.value] for each in Element if typed.get(each.value)}
        )


class BoardForm(forms.Form):
    """Where it is to stand too."""

    board = forms.ChoiceField(label=pgettext_lazy("notice", "Board"), widget=RadioChoices)
    words = Words(
        label=_lazy("Name or place"),
        max_length=LONGEST_WORDS,
        required=False,
        help_text=_lazy("The newspaper, or the address where it is posted."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["board"].choices = words.choices(words.NOTICE_BOARD, Board.PAGE)  # type: ignore[attr-defined]


class ProofForm(forms.Form):
    """That it stands there."""

    at = Moment(label=_lazy("When it was posted or printed"))
    words = Words(label=_lazy("Name and number of the issue, or the place"), max_length=400)
    photo = forms.FileField(
        label=_lazy("Photograph"),
        required=False,
        widget=ChosenFile(attrs={"accept": "image/*", "capture": "environment"}),
        help_text=_lazy("JPEG, PNG or WebP, at most 15 MB."),
    )
    scan = forms.FileField(
        label=_lazy("Scan"),
        required=False,
        widget=ChosenFile(attrs={"accept": "application/pdf"}),
        help_text=with_limit(_lazy("PDF, at most {megabytes} MB.")),
    )

    def __init__(self, *args: Any, board: Board, **options: Any) -> None:
        super().__init__(*args, **options)
        if board in NEEDS_PHOTO:
            del self.fields["scan"]
        else:
            del self.fields["photo"]

    def posted(self) -> PostingProof:
        typed = self.cleaned_data
        scan, photo = typed.get("scan"), typed.get("photo")
        return PostingProof(typed["at"], typed["words"], scan.read() if scan else None, photo.read() if photo else None)


class GapForm(forms.Form):
    """What follows from a time without the notice."""

    outcome = forms.ChoiceField(label=_lazy("What follows"), widget=RadioChoices)
    reason = Words(label=_lazy("Reason"), max_length=LONGEST_REASON, help_text=_lazy("For the file; kept sealed."))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["outcome"].choices = words.choices(words.GAP_OUTCOME)  # type: ignore[attr-defined]


@behind(Act.SEE_CASES)
def notices(request: StaffRequest) -> HttpResponse:
    """The court's notices: those that run, those that are drafts, those that have run."""
    found = slice_of(notices_of_court(request.court), page_number(request.GET.get("page", "1")))
    context = {"desk": "cases", "page": found, "now": now()}
    for notice in found.rows:
        request.shown.person(notice.envelope.party)
    return render(request, "console/notices/notices.html", context)


@behind(Act.SEE_CASES)
def notice(request: StaffRequest, envelope_id: UUID) -> HttpResponse:
    """Where the notice of this recipient stands, and what can be done with it."""
    envelope = the_envelope(request, envelope_id)
    found, moment = notice_of_envelope(envelope), now()
    context: dict[str, object] = {"case": envelope.case, "desk": "cases", "party": envelope.party}
    context |= {"envelope": envelope, "notice": found, "reports": reports_of(envelope), "now": moment}
    context["to_serve"] = to_serve().filter(envelope=envelope).exists()
    context["is_standing"] = bool(found and found.published_at and not (found.ended_at or found.removed_at))
    if found is None or found.published_at is None:
        context |= notice_context(request, load_dossier_for_notice(envelope), moment)
    if found is not None:
        context |= _shown(found, moment, in_full=may(request.user.role, Act.SEE_PERSONAL))
    return render(request, "console/notices/notice.html", context)


def _shown(found: PublicNotice, moment: datetime, *, in_full: bool) -> Mapping[str, object]:
    """`in_full`: with what people typed in their own words."""
    run = run_of(found, moment)
    shown: dict[str, object] = {
        "text": words_of_notice(found).text.split("\n"),
        "page": page_of_notice(found),
        "run": run,
        "gaps": [(gap, reason_of_gap(gap) if in_full else "") for gap in found.gaps.order_by("since")],
        "postings": [
            (posting, words_of_posting(posting) if in_full else "")
            for posting in found.postings.select_related("step").order_by("ordered_at")
        ],
        "board_form": BoardForm(),
        "is_sealing": bool(found.published_at and not found.sha256 and found.says_sealed),
    }
    if found.published_at is not None:
        until = min(run.until or moment, found.removed_at or moment, moment)
        shown |= {"proof": proof_of(found, until), "looks": found.looks.order_by("-at")[:12]}
    return shown


@behind(Act.PLACE_ORDER, GET_AND_POST)
def draft(request: StaffRequest, envelope_id: UUID) -> HttpResponse:
    """Write the text, field by field."""
    envelope = the_envelope(request, envelope_id)
    dossier, moment = load_dossier_for_notice(envelope), now()
    looks = outlooks(dossier, moment)
    needed = frozenset[Element]().union(*(each.needed for each in looks)) | {Element.WHY}
    form = NoticeForm(
        request.POST or None,
        services=[each.service for each in looks],
        needed=needed,
        initial=_initial(envelope, dossier, moment),
    )
    back = reverse("console:notice", args=[envelope.id])
    if form.is_valid() and succeeds(form, lambda: draft_notice(envelope, form.draft(), actor(request), moment)):
        messages.success(request, _("The text is written; look at it as it will stand."))
        return redirect(back)
    context = {"party": envelope.party, "envelope": envelope}
    intro = _(
        "The text is made of these fields; what the law asks for is not left out. Only the name of the "
        "recipient and the number of the case stand in it beside them."
    )
    return ask(
        request,
        form,
        Question(_("Write the public notice"), _("Write it"), back, envelope.case, intro, context=context),
    )


def _initial(envelope: Any, dossier: Any, moment: datetime) -> dict[str, object]:
    known = notice_of_envelope(envelope)
    services = [service.id for service in dossier.services]
    texts = words_of_notice(known).texts if known is not None and known.published_at is None else {}
    proposed = proposed_words(dossier, services, moment)
    return {each.value: text for each, text in {**proposed, **texts}.items()}


@behind(Act.PLACE_ORDER, POST_ONLY)
def publish(request: StaffRequest, envelope_id: UUID) -> HttpResponse:
    """Open its page to everybody; the worker seals it."""
    envelope = the_envelope(request, envelope_id)
    found, moment = notice_of_envelope(envelope), now()
    if found is None:
        return redirect("console:notice", envelope.id)
    seen = _digest(request.POST.get("text", ""))
    try:
        publish_notice(found, seen, actor(request), moment)
        messages.success(request, _("The notice is published; its days run."))
    except Refused as refused:
        messages.error(request, refused.sentence(language()))
    return redirect("console:notice", envelope.id)


def _digest(typed: str) -> bytes:
    """The hash of the text that was looked at; nothing for what is none."""
    try:
        return bytes.fromhex(typed)
    except ValueError:
        return b""


@behind(Act.PLACE_ORDER, POST_ONLY)
def report(request: StaffRequest, envelope_id: UUID) -> HttpResponse:
    """Have the report of what was tried made, for the file."""
    envelope = the_envelope(request, envelope_id)
    ask_for_report(envelope, actor(request), now())
    messages.success(request, _("The report is being made; it lies below in a moment."))
    return redirect("console:notice", envelope.id)


@behind(Act.TAKE_FILES)
def report_file(request: StaffRequest, report_id: UUID) -> HttpResponse:
    found = lookup_or_404(lambda: report_of(request.court, report_id))
    body = file_or_404(lambda: file_of_report(found))
    note_file(found.envelope.case, "notice", found.id, actor(request), now())
    return attachment(body, f"{words.word('notice_report', 'file_name')}.pdf", "application/pdf")


@behind(Act.TAKE_FILES)
def notice_file(request: StaffRequest, notice_id: UUID) -> HttpResponse:
    """The sealed notice; of a draft how it will look, without the seal."""
    found = lookup_or_404(lambda: notice_of(request.court, notice_id))
    body = file_or_404(lambda: file_of_notice(found) if found.published_at else draft_of_notice(found, now()))
    note_file(found.envelope.case, "notice", found.id, actor(request), now())
    return attachment(body, f"{words.word('public_notice', 'file_name')}.pdf", "application/pdf")


@behind(Act.PLACE_ORDER, POST_ONLY)
def board(request: StaffRequest, notice_id: UUID) -> HttpResponse:
    """It is to stand on another board too."""
    found = lookup_or_404(lambda: notice_of(request.court, notice_id))
    form = BoardForm(request.POST)
    if form.is_valid():
        typed = form.cleaned_data
        if succeeds(form, lambda: order_board(found, Board(typed["board"]), typed["words"], actor(request), now())):
            messages.success(request, _("It is noted; the sheet for it can be printed below."))
    for errors in form.errors.values():
        messages.error(request, str(errors[0]))
    return redirect("console:notice", found.envelope_id)


@behind(Act.TAKE_FILES)
def sheet(request: StaffRequest, posting_id: UUID) -> HttpResponse:
    """What goes to that board, to be printed."""
    found = lookup_or_404(lambda: posting_of(request.court, posting_id))
    body = file_or_404(lambda: file_of_sheet(found))
    note_file(found.notice.envelope.case, "notice", found.id, actor(request), now())
    return attachment(body, f"{words.word('notice_sheet', 'file_name')}.pdf", "application/pdf")


@behind(Act.TAKE_FILES)
def photo(request: StaffRequest, posting_id: UUID) -> HttpResponseBase:
    """The photograph of the posting."""
    found = lookup_or_404(lambda: posting_of(request.court, posting_id))
    body = file_or_404(lambda: photo_of_posting(found))
    note_file(found.notice.envelope.case, "notice", found.id, actor(request), now())
    return attachment(body, f"{words.word('notice_photo', 'file_name')}.jpg", "image/jpeg")


@behind(Act.PLACE_ORDER, GET_AND_POST)
def proof(request: StaffRequest, posting_id: UUID) -> HttpResponse:
    """It stands there: since when, and what shows it."""
    found = lookup_or_404(lambda: posting_of(request.court, posting_id))
    envelope = the_envelope(request, found.notice.envelope_id)
    form = ProofForm(request.POST or None, request.FILES or None, board=Board(found.board))
    back = reverse("console:notice", args=[envelope.id])
    if form.is_valid() and succeeds(form, lambda: prove_board(found, form.posted(), actor(request), now())):
        messages.success(request, _("It is on record; the last publication is the one that counts."))
        return redirect(back)
    title = _("It stands elsewhere: %(board)s") % {"board": words.word(found.board, "notice_board")}
    intro = words.word(found.board, "board_proof")
    context = {"party": envelope.party, "envelope": envelope}
    return ask(request, form, Question(title, _("Record"), back, envelope.case, intro, context=context))


@behind(Act.PLACE_ORDER, GET_AND_POST)
def down(request: StaffRequest, notice_id: UUID) -> HttpResponse:
    """Take the page down for the moment."""
    intro = _(
        "Only for what must not be seen just now. The judge is told at once, and the time without the "
        "notice stays on record."
    )
    return _with_reason(request, notice_id, (_("Take the notice down"), _("Take down"), intro))


@behind(Act.PLACE_ORDER, GET_AND_POST)
def away(request: StaffRequest, notice_id: UUID) -> HttpResponse:
    """Take it away for good."""
    intro = _(
        "For a notice that is wrong. Its publications are struck with the reason, and its days count for "
        "nothing; another can be written."
    )
    return _with_reason(request, notice_id, (_("Take the notice away for good"), _("Take away"), intro), for_good=True)


def _with_reason(
    request: StaffRequest, notice_id: UUID, sentences: tuple[str, str, str], *, for_good: bool = False
) -> HttpResponse:
    found = lookup_or_404(lambda: notice_of(request.court, notice_id))
    envelope = the_envelope(request, found.envelope_id)
    form = ReasonForm(request.POST or None)
    back = reverse("console:notice", args=[envelope.id])
    act = remove_notice if for_good else take_down
    if form.is_valid() and succeeds(form, lambda: act(found.id, form.why(), actor(request), now())):
        messages.success(request, _("It is done, and on record."))
        return redirect(back)
    context = {"party": envelope.party, "envelope": envelope}
    return ask(request, form, Question(sentences[0], sentences[1], back, envelope.case, sentences[2], context=context))


@behind(Act.PLACE_ORDER, POST_ONLY)
def back(request: StaffRequest, notice_id: UUID) -> HttpResponse:
    """The page stands again."""
    found = lookup_or_404(lambda: notice_of(request.court, notice_id))
    put_back(found.id, actor(request), now())
    messages.success(request, _("The notice stands again; the time between stays on record."))
    return redirect("console:notice", found.envelope_id)


@behind(Act.DECIDE_FINDING, GET_AND_POST)
def gap(request: StaffRequest, gap_id: UUID) -> HttpResponse:
    """The judge decides what follows from a time without the notice."""
    found = lookup_or_404(lambda: gap_of(request.court, gap_id))
    envelope = the_envelope(request, found.notice.envelope_id)
    form = GapForm(request.POST or None)
    back_to = reverse("console:notice", args=[envelope.id])
    if form.is_valid():
        outcome = GapOutcome(form.cleaned_data["outcome"])
        why = ReasonForm(request.POST)
        if why.is_valid() and succeeds(form, lambda: weigh_gap(found.id, outcome, why.why(), request.user, now())):
            messages.success(request, _("Your decision is on record."))
            return redirect(back_to)
    intro = _(
        "The law counts from the last publication, and says nothing of a time in which a page did not "
        "stand. What you decide, and why, goes on record."
    )
    context = {"party": envelope.party, "envelope": envelope, "gap": found}
    question = Question(
        _("A time without the notice"), _("Decide"), back_to, envelope.case, intro, "console/notices/gap.html", context
    )
    return ask(request, form, question)


@behind(Act.SEE_CASES)
def tried_so_far(request: StaffRequest, envelope_id: UUID) -> HttpResponse:
    """Reasons and course of the notice, to be printed for the file."""
    envelope = the_envelope(request, envelope_id)
    before = notice_context(request, load_dossier_for_notice(envelope), now())
    context = {"case": envelope.case, "desk": "cases", **before}
    return render(request, "console/notices/tried.html", context)


@behind(Act.PLACE_ORDER, POST_ONLY)
def put_to_judge(request: StaffRequest, envelope_id: UUID) -> HttpResponse:
    """Ask the judge of the case to approve the notice though ways are left."""
    envelope = the_envelope(request, envelope_id)
    try:
        ask_judge(envelope.id, now())
        messages.success(request, _("The judge is asked. You will find the answer among your tasks."))
    except Refused as refused:
        messages.error(request, refused.sentence(language()))
    return redirect(_place(envelope.id))


def _place(envelope_id: UUID) -> str:
    return f"{reverse('console:deed', args=[envelope_id])}?way={NOTICE}"
