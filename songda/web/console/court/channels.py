"""The channels at one glance: which work, what waits, what was lost; a pause of one, and a test message over it."""

from datetime import datetime, timedelta

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from songda.channels.registry import entries
from songda.clock import now
from songda.core.access import Act
from songda.records.court.staff.court_settings import Pause, pause_channel, resume_channel
from songda.records.overview.channel_health import ChannelHealth, channel_health
from songda.records.service.attempts.channel_tests import (
    MOST_A_DAY,
    TAKEN_WITHIN,
    TestDraft,
    kinds_to_type,
    masked_address,
    send_test,
    tests_of,
)
from songda.records.service.attempts.models import ChannelTest
from songda.web.console.shared import words
from songda.web.console.shared.forms import RadioChoices, ReasonForm, Words, succeeds
from songda.web.console.shared.gate import GET_AND_POST, POST_ONLY, StaffRequest, actor, behind
from songda.web.console.shared.pages import Question, ask

HOURS = (1, 4, 24, 72)


class PauseForm(ReasonForm):
    """For how long, and why."""

    hours = forms.TypedChoiceField(label=_lazy("For how long"), coerce=int, widget=RadioChoices)
    field_order = ("hours", "reason")

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]  # Django's own shape
        named = [
            (str(hours), ngettext("%(hours)d hour", "%(hours)d hours", hours) % {"hours": hours}) for hours in HOURS
        ]
        self.fields["hours"].choices = named  # type: ignore[attr-defined]

    def draft(self, channel: str, at: datetime) -> Pause:
        """For the records; WrongField for a reason that is none."""
        return Pause(channel, at + timedelta(hours=self.cleaned_data["hours"]), self.why().read())


@behind(Act.RUN_COURT)
def channels(request: StaffRequest) -> HttpResponse:
    """Every channel, how it fares with this court's messages, and what became of the newest tests."""
    at, tests = now(), tests_of(request.court)
    context = {
        "desk": "court",
        "rows": channel_health(request.court, at),
        "can_test": {name for name, entry in entries().items() if kinds_to_type(entry.route)},
        "tests": [(test, masked_address(test), _stage(test, at)) for test in tests],
        "is_waiting": any(_is_young(test, at) and test.arrived_at is None for test in tests),
    }
    return render(request, "console/court/channels.html", context)


@behind(Act.RUN_COURT, GET_AND_POST)
def pause(request: StaffRequest, channel: str) -> HttpResponse:
    """Hold back what is planned for a channel, for some hours; what it does is said first."""
    health, form = _the_channel(request, channel), PauseForm(request.POST or None)
    at = now()
    if form.is_valid() and succeeds(
        form, lambda: pause_channel(request.court, form.draft(channel, at), actor(request), at)
    ):
        messages.success(request, _("Paused. It goes on by itself when the time is over."))
        return redirect("console:channels")
    question = Question(
        _("Pause: %(channel)s") % {"channel": words.word(channel, "channel")},
        _("Pause it"),
        reverse("console:channels"),
        template="console/court/pause.html",
        context={"desk": "court", "health": health},
    )
    return ask(request, form, question)


@behind(Act.RUN_COURT, POST_ONLY)
def resume(request: StaffRequest, channel: str) -> HttpResponse:
    """End a pause before its time: what waits goes out at once."""
    health = _the_channel(request, channel)
    if resume_channel(request.court, channel, actor(request), now()):
        sentence = ngettext("%(count)d message goes out now.", "%(count)d messages go out now.", health.waiting)
        messages.success(request, sentence % {"count": health.waiting})
    return redirect("console:channels")


class TestForm(forms.Form):
    """An address of whoever asks, to which the channel carries a message."""

    value = Words(
        label=_lazy("Your own number or address"),
        max_length=120,
        help_text=_lazy("A telephone or mailbox that you can look at. It goes on record who sent a test to where."),
    )


@behind(Act.RUN_COURT, GET_AND_POST)
def test_channel(request: StaffRequest, channel: str) -> HttpResponse:
    """Send a message over one channel to an address of one's own; what it does is said first."""
    health, form = _the_channel(request, channel), TestForm(request.POST or None)
    if not kinds_to_type(entries()[channel].route):
        raise Http404
    if form.is_valid():
        draft = TestDraft(channel, form.cleaned_data["value"])
        if succeeds(form, lambda: send_test(request.court, draft, actor(request), now())):
            messages.success(request, _("The test goes out now; this page tells what becomes of it."))
            return redirect("console:channels")
    question = Question(
        _("Test: %(channel)s") % {"channel": words.word(channel, "channel")},
        _("Send the test message"),
        reverse("console:channels"),
        template="console/court/test.html",
        context={"desk": "court", "health": health, "most": MOST_A_DAY},
    )
    return ask(request, form, question)


def _is_young(test: ChannelTest, at: datetime) -> bool:
    return at - test.asked_at < TAKEN_WITHIN


def _stage(test: ChannelTest, at: datetime) -> str:
    """How far it came; what no worker took, or nobody answered, in time is not waited for any more."""
    late = {"waits": "not_taken", "handed": "unknown", "accepted": "silent"}
    return test.stage if _is_young(test, at) else late.get(test.stage, test.stage)


def _the_channel(request: StaffRequest, name: str) -> ChannelHealth:
    found = next((one for one in channel_health(request.court, now()) if one.name == name), None)
    if found is None:
        raise Http404
    return found
