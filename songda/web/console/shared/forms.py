"""How every form of the console behaves: its fields, its refusals beside the field, its reason, and its doubts."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from songda.clock import EARLIEST, LATEST
from songda.core.identifiers.typed import one_line, visible
from songda.core.law import profile_of
from songda.core.refusal import Refused, WrongField
from songda.core.sittings import Sitting, TooEarly, too_early
from songda.records.law.rulings.guards import claim_with_all_since
from songda.records.matter.cases.actions import LONGEST_REASON
from songda.records.matter.cases.models import Case
from songda.records.matter.parties.actions import Reason
from songda.records.matter.parties.models import Party
from songda.records.matter.parties.queries import agents_who_may_agree
from songda.records.service.findings.law_version import JURISDICTION
from songda.web.console.shared import words

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise  # that of the stubs; there is none at run time


T = TypeVar("T")

# A refusal without a field of its own is written beside the field that can mend it.
FIELD_OF = {
    "case_exists": "number",
    "case_of_other_court": "number",
    "paper_exists": "file",
    "paper_unsafe": "file",
    "paper_not_in_case": "filed_by",
    "paper_already_replaced": "replaces",
    "consent_in_future": "at",
    "dated_in_future": "at",
    "hearing_set_already": "at",
    "withdrawn_before_given": "at",
    "shared_with_opponent": "value",
    "address_exists": "value",
    "not_told_enough": "told",
    "no_number_to_confirm": "address",
    "dial_of_another_call": "address",
    "number_of_somebody_else": "address",
    "dial_outside_hours": "address",
    "dial_number_tried_just_now": "address",
    "dial_line_called_enough": "extension",
    "recording_unfit": "recording",
    "recording_of_another_call": "recording",
    "recording_missing": "no_recording",
    "recording_awaited": "no_recording",
    "recording_too_short": "no_recording",
    "agent_of_other_case": "acts_for_id",
    "represented_cannot_act": "acts_for_id",
}
# The records call some fields by another name than the form.
FORM_NAME = {"judge_id": "judge", "address_id": "address", "prefix": "two_letters"}


def to_choose(options: Iterable[tuple[str, str | Promise]]) -> list[tuple[str, str | Promise]]:
    """A list that stands on nothing at first: what was never looked at is no answer, and must not go on record."""
    return [("", pgettext_lazy("in a list", "Choose")), *options]


def with_limit(label: "str | _StrPromise") -> "_StrPromise":
    """The sentence with the size of the largest paper, in megabytes, for its {megabytes}."""
    return format_lazy(label, megabytes=settings.PAPER_LIMIT_MEGABYTES)


def scan_of_return() -> forms.FileField:
    """The field for the scan of a return of service."""
    return forms.FileField(
        label=_lazy("Scanned return of service"),
        required=False,
        widget=ChosenFile(attrs={"accept": "application/pdf"}),
        help_text=with_limit(
            _lazy("PDF, at most {megabytes} MB. It is kept sealed, and its hash goes into the evidence log.")
        ),
    )


class ChosenFile(forms.ClearableFileInput):
    """A file; words that stand in its place, as of a form without its encoding, are refused and not passed over."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """What was sent under this name, file or not."""
        return super().value_from_datadict(data, files, name) or data.get(name) or None


class RadioChoices(forms.RadioSelect):
    """One of a few, all in view."""

    template_name = "console/shared/parts/choices.html"


class TickChoices(forms.CheckboxSelectMultiple):
    """Several of a few, all in view."""

    template_name = "console/shared/parts/choices.html"


def _of_our_time(at: datetime) -> None:
    """A year with a digit too few is a slip; the years that the API takes, too."""
    if not EARLIEST.year <= at.year < LATEST.year:
        raise forms.ValidationError(_lazy("Check the year."), code="wrong_year")


class Words(forms.CharField):
    """Words as they are seen, in one line, or in several where the box has several."""

    def to_python(self, value: Any) -> Any:
        """A NUL is left for Django to refuse: it is no slip of pasting."""
        typed = super().to_python(value)
        if not isinstance(typed, str) or "\0" in typed:
            return typed
        return visible(typed) if isinstance(self.widget, forms.Textarea) else one_line(typed)


class Moment(forms.DateTimeField):
    """A day and time in the court's own zone, to the minute."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"]
        super().__init__(widget=widget, input_formats=formats, validators=[_of_our_time], **options)


def carry_out(form: forms.Form, action: Callable[[], T], field_of: Callable[[str], str] = str) -> T | None:
    """Do what the form asks for; a refusal becomes an error of the form, and what was typed stays.

    `field_of` gives the form's own name of a field, where it asks the same thing several times.
    """
    try:
        return action()
    except WrongField as wrong:
        _complain(form, field_of(FORM_NAME.get(wrong.field, wrong.field)), wrong)
    except Refused as refused:
        _complain(form, field_of(FIELD_OF.get(refused.code, "")), refused)
        if refused.code == "changed_meanwhile":
            _show_what_stands(form)
    return None


def _show_what_stands(form: forms.Form) -> None:
    """Beside each field what stands there now, where that is something else: who sends it once more has seen it."""
    typed = QueryDict(mutable=True)
    typed.update(form.data)
    typed["seen"] = form["seen"].initial
    form.data, form.is_compared = typed, True  # type: ignore[attr-defined]
    for bound in [form[name] for name in form.fields if name in form.initial and name != "seen"]:
        if bound.field.has_changed(bound.initial, bound.data):
            form.add_error(bound.name, _("On record now: %(stands)s") % {"stands": _as_shown(bound)})


def shows_record(form: forms.Form) -> bool:
    """Whether the form shows what is on record: at first, and where somebody else changed it meanwhile."""
    return not form.is_bound or getattr(form, "is_compared", False)


def _as_shown(bound: forms.BoundField) -> str:
    stands = bound.initial
    offered = {str(value): label for value, label in getattr(bound.field, "choices", ())}
    if isinstance(bound.field, forms.BooleanField):
        return _("Yes") if stands else _("No")
    if isinstance(stands, datetime):
        return f"{timezone.localtime(stands):%Y-%m-%d %H:%M}"
    return str(offered.get(str(stands), "—" if stands in (None, "") else stands))


def succeeds(form: forms.Form, action: Callable[[], object]) -> bool:
    """Do what the form asks for, where nothing of the result is needed; False when it was refused."""
    carry_out(form, action)
    return not form.errors


def _complain(form: forms.Form, field: str, refusal: Refused) -> None:
    form.add_error(field if field in form.fields else None, refusal.sentence(get_language() or "zh"))


class CorrectionReasonForm(forms.Form):
    """Why the record is corrected, and which version of it the clerk saw."""

    reason = Words(
        label=_lazy("Reason for the correction"),
        max_length=LONGEST_REASON,
        help_text=_lazy("For the file, e.g. mistyped from the complaint. Kept sealed with the old and the new values."),
    )
    seen = Words(widget=forms.HiddenInput, required=False, max_length=64)

    def why(self) -> Reason:
        return Reason(self.cleaned_data["reason"], self.cleaned_data["seen"])


class ReasonForm(forms.Form):
    """Why something ends."""

    reason = Words(label=_lazy("Reason"), max_length=LONGEST_REASON, help_text=_lazy("For the file; kept sealed."))

    def why(self) -> Reason:
        return Reason(self.cleaned_data["reason"])


def as_choices(parties: list[Party]) -> list[tuple[str, str]]:
    """Parties as a form offers them: role and name."""
    ends = words.ends_of_namesakes(parties)
    return [(str(one.id), f"{words.word(one.role, 'role')} {words.full_name(one, ends)}") for one in parties]


def givers_of(party: Party) -> list[tuple[str, str]]:
    """Who may agree in the party's place."""
    return as_choices(agents_who_may_agree(party))


def offer_givers(form: forms.Form, givers: list[tuple[str, str]]) -> None:
    """The party first; the question is not asked where nobody acts for them."""
    if not givers:
        del form.fields["given_by_id"]
        return
    form.fields["given_by_id"].choices = [("", _lazy("The party in person")), *givers]  # type: ignore[attr-defined]


# Is this so? What was typed can be true but hardly ever is: it is asked once more before it is kept.
#
#     if form.is_valid() and is_sure(form, doubts) and succeeds(form, …):
#
# What cannot be true at all is no doubt but an error of the field, which the records refuse. The page comes back with
# everything that was typed and one tick more; the tick answers these doubts alone, so that other ones are asked anew.
ANSWER = "is_so"
A_DAY = timedelta(days=1)


def is_sure(form: forms.Form, doubts: Iterable[str]) -> bool:
    """Whether nothing is odd about what was typed, or whoever typed it has said that it is so."""
    known_doubts = tuple(doubts)
    mark = hashlib.sha256("\n".join(known_doubts).encode()).hexdigest()[:16]
    if not known_doubts or form.data.get(ANSWER) == mark:
        return True
    form.doubts, form.doubts_mark = known_doubts, mark  # type: ignore[attr-defined]  # for parts/form_errors.html
    return False


def before_the_case(case: Case, at: datetime) -> list[str]:
    """What happened in a case that did not exist yet; the days on which clerks catch up are left out."""
    if at > case.registered_at - A_DAY:
        return []
    days = {"at": _day(at), "registered": _day(case.registered_at)}
    return [_("It is dated %(at)s; the case was registered only on %(registered)s.") % days]


def before_the_order(placed_at: datetime, at: datetime) -> list[str]:
    """Papers that went on their way before anybody ordered them to be served."""
    if at > placed_at - A_DAY:
        return []
    days = {"at": _day(at), "placed": _day(placed_at)}
    return [_("It is dated %(at)s; service of these papers was ordered only on %(placed)s.") % days]


def _day(at: datetime) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d}"


SITTINGS_FROM, SITTINGS_TO = time(7), time(20)
FAR_AHEAD = timedelta(days=730)


_TOO_EARLY = {
    TooEarly.ANSWER: _lazy(
        "Even if the defendant were served at once, the fifteen days to answer and to give evidence would still run "
        "(Civil Procedure Law, article 128; Interpretation, article 99); they can be over on %(day)s."
    ),
    TooEarly.NOTICE: _lazy(
        "Of somebody who is to be summoned no address is entered. Should only a public notice be left, thirty days "
        "come before the fifteen (Civil Procedure Law, article 95); the first day after them is %(day)s."
    ),
    TooEarly.SUMMONS: _lazy(
        "Nobody is summoned yet, and everybody is to be told three days before (Civil Procedure Law, article 139): "
        "%(day)s at the earliest."
    ),
    TooEarly.TOMORROW: _lazy("Nobody is summoned yet, and the hearing is in less than three days."),
}


@dataclass(frozen=True)
class SittingOf:
    """What case a hearing is set in, as far as its day turns on it."""

    branch: str
    procedure: str
    stage: str
    begun: date
    may_need_notice: bool = False

    @classmethod
    def case(cls, case: Case, now: datetime) -> "SittingOf":
        """From a case on file, by who has the claim already."""
        return cls(case.branch, case.procedure, case.stage, *claim_with_all_since(case, timezone.localdate(now)))

    def doubts(self, at: datetime, now: datetime) -> list[str]:
        """Sentences that ask whether it is not too early."""
        is_civil, is_ordinary = self.branch == "civil", self.procedure == "ordinary"
        day, is_first = timezone.localdate(at), self.stage == "first_instance"
        sitting = Sitting(day, self.begun, is_civil, is_ordinary, is_first, self.may_need_notice)
        found = too_early(sitting, timezone.localdate(now))
        return [str(_TOO_EARLY[why]) % {"day": earliest} for why, earliest in found]


def about_a_sitting(at: datetime, now: datetime, of: SittingOf) -> list[str]:
    """Sentences that ask; none where the time is like that of other hearings."""
    local = timezone.localtime(at)
    values = {"at": f"{local:%Y-%m-%d %H:%M}"}
    doubts = []
    if at <= now:
        doubts.append(_("The hearing lies in the past: %(at)s.") % values)
    if not SITTINGS_FROM <= local.time() <= SITTINGS_TO:
        doubts.append(_("The hearing begins at an unusual hour: %(at)s.") % values)
    if profile_of(JURISDICTION).calendar.working_day_from(local.date()) != local.date():
        doubts.append(_("The hearing falls on a day of rest: %(at)s.") % values)
    if at > now + FAR_AHEAD:
        doubts.append(_("The hearing is more than two years away: %(at)s.") % values)
    return doubts if at <= now else [*doubts, *of.doubts(at, now)]
