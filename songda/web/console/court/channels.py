"""The channels at one glance: which work, what waits, what was lost; and a pause, with what it does said before."""

from datetime import datetime, timedelta

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from songda.clock import now
from songda.core.access import Act
from songda.records.court.staff.court_settings import Pause, pause_channel, resume_channel
from songda.records.overview.channel_health import ChannelHealth, channel_health
from songda.web.console.shared import words
from songda.web.console.shared.forms import RadioChoices, ReasonForm, succeeds
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
    """Every channel, how it fares with this court's messages."""
    context = {"desk": "court", "rows": channel_health(request.court, now())}
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


def _the_channel(request: StaffRequest, name: str) -> ChannelHealth:
    found = next((one for one in channel_health(request.court, now()) if one.name == name), None)
    if found is None:
        raise Http404
    return found
