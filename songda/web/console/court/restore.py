"""After a restore: people decide what becomes of messages that may have gone out, and end the quarantine."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext, pgettext

from songda.clock import now
from songda.core.access import Act
from songda.core.delivery.incidents import HandedOver, RestoreChoice, choices_for
from songda.records.ground.evidence.epochs import current_epoch
from songda.records.ground.restores.queries import open_quarantine
from songda.records.service.attempts.restored.decide import (
    LONGEST_REASON,
    Decision,
    HeldGroup,
    decide_held,
    end_quarantine,
    held_groups,
    lost_hand_overs,
    marks_in,
)
from songda.records.service.attempts.restored.hold import calls_since
from songda.web.console.shared import words
from songda.web.console.shared.forms import RadioChoices, Words, carry_out, succeeds
from songda.web.console.shared.gate import GET_AND_POST, StaffRequest, actor, behind
from songda.web.console.shared.pages import Question, ask
from songda.web.console.shared.stepping_up import Door, step_up


class ReasonForm(forms.Form):
    """Why it is decided so."""

    reason = Words(label=_lazy("Reason"), max_length=LONGEST_REASON, help_text=_lazy("Kept sealed."))


class HeldForm(ReasonForm):
    """Which of the messages, what becomes of them, and why."""

    kind = forms.ChoiceField(label=_lazy("Which messages"), widget=RadioChoices)
    choice = forms.ChoiceField(label=_lazy("What becomes of them"), widget=RadioChoices)
    field_order = ("kind", "choice", "reason")

    def __init__(self, groups: list[HeldGroup], *arguments: Any) -> None:
        """Each kind that waits may be chosen, by its place, and what may become of one of them at least."""
        super().__init__(*arguments)
        self.fields["kind"].choices = [(_key(group), _name(group)) for group in groups]  # type: ignore[attr-defined]
        open_ones = {choice for group in groups for choice in choices_for(group.kind.handed_over)}
        offered = [(code, label) for code, label in words.choices(words.HELD_CHOICE) if code in open_ones]
        self.fields["choice"].choices = offered  # type: ignore[attr-defined]

    def decision(self, groups: list[HeldGroup], by: str) -> Decision:
        kind = next(group.kind for group in groups if _key(group) == self.cleaned_data["kind"])
        return Decision(kind, RestoreChoice(self.cleaned_data["choice"]), self.cleaned_data["reason"], by)


@behind(Act.DECIDE_RESTORE, GET_AND_POST)
def restore(request: StaffRequest) -> HttpResponse:
    """What may have gone out already, by kind; all of a kind are decided about at once."""
    if first := step_up(request, Door.AFTER_RESTORE):
        return first
    groups = held_groups(request.court)
    form = HeldForm(groups, request.POST or None)
    if form.is_valid():
        decision, window = form.decision(groups, actor(request)), timedelta(seconds=settings.RECEIPT_WINDOW_S)
        count = carry_out(form, lambda: decide_held(request.court, decision, window, now()))
        if count is not None:
            sentence = ngettext("Decided: %(count)s message.", "Decided: %(count)s messages.", count)
            messages.success(request, sentence % {"count": count})
            return redirect("console:restore")
    context = {
        "desk": "court",
        "quarantine": open_quarantine(),
        "epoch": current_epoch(),
        "groups": groups,
        "is_any_unknown": any(group.kind.handed_over is HandedOver.UNKNOWN for group in groups),
        "elsewhere": marks_in().count() - sum(group.count for group in groups),
        "lost": lost_hand_overs(),
        "calls": calls_since(request.court),
    }
    if not groups:
        return render(request, "console/court/restore.html", {"question": _question(), **context})
    return ask(request, form, _question(context))


@behind(Act.DECIDE_RESTORE, GET_AND_POST)
def end(request: StaffRequest) -> HttpResponse:
    """Messages go out again; not while something is undecided."""
    if first := step_up(request, Door.AFTER_RESTORE):
        return first
    form = ReasonForm(request.POST or None)
    reason = form.data.get("reason", "")
    if form.is_valid() and succeeds(form, lambda: end_quarantine(reason, actor(request), now())):
        messages.success(request, _("The quarantine has ended; messages go out again."))
        return redirect("console:restore")
    question = Question(
        _("End the quarantine"),
        pgettext("button", "End"),
        reverse("console:restore"),
        intro=_("From then on everything that waits goes out again by itself. Say how you made sure."),
        context={"desk": "court"},
    )
    return ask(request, form, question)


def _question(context: Mapping[str, object] | None = None) -> Question:
    title = _("After a restore")
    return Question(title, pgettext("button", "Decide"), template="console/court/restore.html", context=context or {})


def _key(group: HeldGroup) -> str:
    kind = group.kind
    return f"{kind.channel}.{kind.purpose}.{kind.handed_over}"


def _name(group: HeldGroup) -> str:
    kind = group.kind
    known = words.HANDED_OVER[kind.handed_over]
    named = (words.CHANNEL.get(kind.channel, kind.channel), words.ATTEMPT_PURPOSE[kind.purpose], known)
    return " · ".join(map(str, (*named, group.count)))
