"""What a recipient may want later: paper or help, an objection; and: not me."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from songda.core.care import Need
from songda.core.delivery.off_line import OffLine
from songda.core.identity import Assurance
from songda.core.law import Ground
from songda.core.refusal import Refused
from songda.records.ground.limits.actions import LimitedInput, count_try
from songda.records.service.findings.queries import ServiceView
from songda.records.service.portal_acts.models import Objection
from songda.records.service.tasks.terms import due_at
from songda.records.ways.portal.acts.answers import raise_objection, say_wish, take_wish_back, wishes_since
from songda.records.ways.portal.acts.codes import ENDS_ALONE
from songda.records.ways.portal.acts.other_proofs import disown_by_code, send_holder_code
from songda.records.ways.portal.acts.visits import ask_for
from songda.web.portal.access import GET_AND_POST, GET_ONLY, POST_ONLY, for_holder, for_recipient, turn_away
from songda.web.portal.fields import Words, with_tries_left
from songda.web.portal.identity import CodeForm, try_proof
from songda.web.portal.visit import Visit, language


class PaperOrHelpForm(forms.Form):
    """What the recipient wants instead of, or beside, the papers on the screen."""

    what = forms.ChoiceField(
        label=_lazy("What do you need?"),
        choices=[("paper", _lazy("The papers on paper")), ("help", _lazy("A call from the court"))],
        widget=forms.RadioSelect,
    )
    always = forms.BooleanField(
        label=_lazy("Paper from now on in all my cases at this court"),
        help_text=_lazy("Beside the electronic papers, until you take it back here."),
        required=False,
    )
    words = Words(
        label=_lazy("Anything the court should know"),
        help_text=_lazy("For example when you can be reached, or where to send the papers. You may leave this empty."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, may_say_always: bool, **kwargs: Any) -> None:
        """Only of whoever proved who they are does the court believe what they say of their other cases."""
        super().__init__(*args, **kwargs)
        if not may_say_always:
            del self.fields["always"]


class ObjectionForm(forms.Form):
    """What speaks against the service of one paper; a letter that came back has a ground of its own."""

    GROUNDS = (
        ("other_arrival_date", _lazy("It reached me on another day")),
        ("not_own_address", _lazy("The number or address is not mine")),
        ("not_read_by_recipient", _lazy("I did not read it; somebody else did")),
        ("system_error", _lazy("A fault of the system kept me from it")),
    )
    service = forms.ChoiceField(label=_lazy("Which paper?"), widget=forms.RadioSelect)
    ground = forms.ChoiceField(
        label=_lazy("What is wrong?"),
        choices=GROUNDS,
        widget=forms.RadioSelect,
    )
    arrived_on = forms.DateField(
        label=_lazy("The day on which it really reached you"),
        help_text=_lazy("Only if it was another day."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    words = Words(
        label=_lazy("What happened, and what shows it"),
        help_text=_lazy("In your own words. Keep what proves it, for example a picture of the screen."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def __init__(self, visit: Visit, views: Sequence[ServiceView], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.visit, self.views = visit, views
        chosen, grounds = self.fields["service"], self.fields["ground"]
        assert isinstance(chosen, forms.ChoiceField) and isinstance(grounds, forms.ChoiceField)  # noqa: S101, PT018
        chosen.choices = papers = [(str(view.service.id), view.paper.title) for view in views]
        if len(papers) == 1:
            chosen.initial = papers[0][0]
        if any(view.finding is not None and view.finding.ground == Ground.RETURNED for view in views):
            grounds.choices = [("no_fault", _lazy("A letter went back through no fault of mine")), *self.GROUNDS]

    def clean(self) -> dict[str, Any]:
        """Another day of arrival must be named, and cannot lie ahead."""
        typed = super().clean() or {}
        day = typed.get("arrived_on")
        if typed.get("ground") == "other_arrival_date" and day is None and "arrived_on" not in self.errors:
            self.add_error("arrived_on", _lazy("Name the day."))
        if day and day > self.visit.now.astimezone(self.visit.zone).date():
            self.add_error("arrived_on", _lazy("This day has not come yet."))
        if day and day < self.visit.envelope.placed_at.astimezone(self.visit.zone).date():
            self.add_error("arrived_on", _lazy("On this day nothing had been sent yet."))
        if day and typed.get("ground") == "other_arrival_date" and day == self._known_day(typed.get("service")):
            self.add_error(
                "arrived_on", _lazy("That is the day on record. Name another day, or choose another ground.")
            )
        return typed

    def _known_day(self, service_id: str | None) -> date | None:
        """The day that stands on record for this paper."""
        found = next((view.finding for view in self.views if str(view.service.id) == service_id), None)
        return found.effective_on if found else None


JUST_SENT = timedelta(minutes=5)  # within it the page says that the objection has come in
HOLDER_CODE_SENT = "holder_code_sent"  # to which masked address
TASK_OF = {"paper": "print_paper", "help": "call"}


@for_holder(GET_AND_POST)
def request_paper_or_help(visit: Visit) -> HttpResponse:
    """Paper, or a person to talk to: open to whoever holds the link, since it shows nothing.

    What is asked for all cases at once is asked by somebody known; where their half hour is over, they prove it anew.
    """
    if "always" in visit.request.POST and not _is_proved(visit):
        return turn_away(visit)
    asked_since = wishes_since(visit.envelope, Need.WISH_PAPER) if _is_proved(visit) else None
    form = PaperOrHelpForm(
        visit.request.POST or None,
        initial={"what": visit.request.GET.get("what", "")},
        may_say_always=_is_proved(visit) and asked_since is None,
    )
    if visit.request.method == "POST" and form.is_valid():
        count_try(LimitedInput.REQUEST, visit.request.META["REMOTE_ADDR"], visit.now)
        what = form.cleaned_data["what"]
        ask_for(visit.envelope, what, form.cleaned_data["words"], visit.now, visit.level)
        if what == "paper" and form.cleaned_data.get("always"):
            say_wish(visit.envelope, Need.WISH_PAPER, visit.level, visit.now)
        return visit.go("paper_or_help_noted", what=what)
    off_line = OffLine.of(visit.envelope.party) if _is_proved(visit) else OffLine()
    on_paper = off_line if off_line.since is not None else None
    return visit.page("paper_or_help", {"form": form, "asked_since": asked_since, "on_paper": on_paper})


@for_recipient(POST_ONLY)
def paper_no_longer(visit: Visit) -> HttpResponse:
    """They take back that they want paper in all their cases."""
    take_wish_back(visit.envelope, Need.WISH_PAPER, visit.level, visit.now)
    return visit.go("paper_or_help")


def _is_proved(visit: Visit) -> bool:
    return visit.level >= Assurance.NUMBER_AND_CODE


@for_holder(GET_ONLY)
def request_noted(visit: Visit, what: str) -> HttpResponse:
    """What was asked for, and by when somebody sees to it."""
    if what not in TASK_OF:
        raise Http404
    return visit.page("paper_or_help_noted", {"what": what, "promised": _promised_day(visit, what)})


def _promised_day(visit: Visit, what: str) -> date:
    """The day on which the court's task is due, which is never a rest day."""
    return due_at(TASK_OF[what], visit.envelope.case.court, visit.now).astimezone(visit.zone).date()


@for_holder(GET_AND_POST, to_its_end=False)
def not_me(visit: Visit) -> HttpResponse:
    """Whoever holds the number says that they are somebody else: a code goes there first, the link is not enough."""
    if visit.envelope.disowned_at:
        return visit.page("not_me_noted")
    if visit.request.method != "POST":
        return visit.page("not_me")
    count_try(LimitedInput.REQUEST, visit.request.META["REMOTE_ADDR"], visit.now)
    try:
        sent = send_holder_code(visit.envelope, visit.now)
    except Refused as refusal:
        return visit.page("not_me", {"refusal": refusal.sentence(language())})
    visit.request.session[HOLDER_CODE_SENT] = sent.masked_address
    return visit.go("not_me_code")


@for_holder(GET_AND_POST, to_its_end=False)
def not_me_code(visit: Visit) -> HttpResponse:
    """The code from the message; with it, it is said."""
    if visit.envelope.disowned_at:
        return visit.go("not_me")
    form, session = CodeForm(visit.request.POST or None), visit.request.session
    if visit.request.method == "POST" and form.is_valid():
        tried = try_proof(visit, lambda: disown_by_code(visit.envelope, form.cleaned_data["code"], visit.now))
        if tried.ok:
            session.pop(HOLDER_CODE_SENT, None)
            return visit.go("not_me")
        form.add_error("code", _not_the_code(tried.tries_left))
    shown = {"form": form, "sent_to": session.get(HOLDER_CODE_SENT, ""), "shape": ENDS_ALONE}
    return visit.page("not_me_code", shown)


def _not_the_code(left: int) -> str:
    if left <= 0:
        return _("This code is worth nothing any more. Let another one be sent.")
    return with_tries_left(_("This is not the newest code, or its time is over."), left)


@for_recipient(GET_AND_POST)
def objection(visit: Visit) -> HttpResponse:
    """Something was wrong with how a paper came; a judge will rule."""
    views = visit.services
    form = ObjectionForm(visit, views, visit.request.POST or None)
    if visit.request.method == "POST" and form.is_valid():
        service = next(v.service for v in views if str(v.service.id) == form.cleaned_data["service"])
        try:
            raise_objection(
                service, form.cleaned_data["ground"], form.cleaned_data["words"], _day(visit, form), visit.now
            )
            return visit.go("objections")
        except Refused as refusal:
            form.add_error("service", refusal.sentence(language()))
    return visit.page("objection", {"form": form})


@for_recipient(GET_ONLY)
def objections(visit: Visit) -> HttpResponse:
    """What was objected, and what became of it."""
    rows = list(Objection.objects.filter(envelope=visit.envelope).order_by("-raised_at"))
    is_just_sent = bool(rows) and visit.now - rows[0].raised_at < JUST_SENT
    return visit.page("objections", {"objections": rows, "is_just_sent": is_just_sent})


def _day(visit: Visit, form: ObjectionForm) -> datetime | None:
    """The day that they name, as its first moment in the court's zone."""
    named = form.cleaned_data.get("arrived_on")
    is_asked = form.cleaned_data["ground"] == "other_arrival_date"
    return datetime.combine(named, time(), visit.zone) if named and is_asked else None
