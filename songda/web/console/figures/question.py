"""What somebody asks of the figures: a period, another one beside it, a definition, a dimension, a court."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from songda.core.figures import FIGURES, Form, figure
from songda.core.figures.periods import Period, WrongPeriodError
from songda.core.words import name_of, say
from songda.records.court.staff.models import Court
from songda.records.overview.figure_reports import Wanted
from songda.records.overview.figure_reports.making import SAME_SERVICES
from songda.records.overview.figure_reports.wording import said
from songda.web.console.shared.words import language

NONE, BEFORE, YEAR, OTHER = "", "before", "year", "other"
COMPARE = [
    (NONE, pgettext_lazy("figures", "nothing")),
    (BEFORE, _("the period before")),
    (YEAR, _("the year before")),
    (OTHER, _("another period")),
]
_FIELD_OF = {"from": "since", "to": "until"}


def _day(label: Any, *, required: bool = True) -> forms.DateField:
    return forms.DateField(label=label, required=required, widget=forms.DateInput(attrs={"type": "date"}))


def _title(name: str) -> str:
    return FIGURES[name].title(language())


def _dimension(name: str) -> str:
    return name_of("figures.dimension", name, language())


_lazy_title, _lazy_dimension, _lazy_said = lazy(_title, str), lazy(_dimension, str), lazy(said, str)


class QuestionForm(forms.Form):
    """The question; every field has an answer when nothing is typed, so the first visit shows something."""

    since = _day(_("From"))
    until = _day(_("To"))
    compare = forms.ChoiceField(label=_("Compared with"), choices=COMPARE, required=False)
    other_since = _day(_("Compared from"), required=False)
    other_until = _day(_("Compared to"), required=False)
    figure = forms.ChoiceField(label=_("Definition"), required=False)
    by = forms.ChoiceField(label=_("Split by"), required=False)
    court = forms.ChoiceField(label=_("Courts"), required=False)

    def __init__(self, *args: Any, courts: Sequence[Court], today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.courts, self.today = courts, today
        names = [*SAME_SERVICES, *(one.name for one in FIGURES.values() if one.form is not Form.WAIT)]
        self._choices("figure", [(name, _lazy_title(name)) for name in dict.fromkeys(names)])
        dimensions = dict.fromkeys(by for one in FIGURES.values() for by in one.dimensions if by != "wait")
        self._choices(
            "by", [("", pgettext_lazy("figures", "nothing")), *((by, _lazy_dimension(by)) for by in dimensions)]
        )
        own = [(court.code, court.name_in(language())) for court in courts]
        self._choices("court", [("", _("all shown to this court")), *own])
        if len(courts) == 1:
            del self.fields["court"]

    def clean(self) -> dict[str, Any]:
        """The periods make sense, and the figure can be split that way."""
        typed = super().clean() or {}
        self.period = self._period(typed, "since", "until")
        self.other = self._compared(typed)
        asked = figure(typed.get("figure") or "success")
        if (by := typed.get("by")) and by not in asked.dimensions:
            told = _("“%(figure)s” cannot be split that way. Choose one of: %(ways)s.")
            ways = say("language.comma", language()).join(_dimension(one) for one in asked.dimensions if one != "wait")
            self.add_error("by", forms.ValidationError(told, params={"figure": _title(asked.name), "ways": ways}))
        return typed

    def wanted(self) -> Wanted:
        """The question of a valid form."""
        assert self.period is not None  # noqa: S101 - a valid form has one
        typed = self.cleaned_data
        code = typed.get("court")
        courts = tuple(court for court in self.courts if code in {None, "", court.code})
        return Wanted(
            courts, figure(typed.get("figure") or "success"), self.period, self.other, typed.get("by") or None
        )

    def query(self) -> str:
        """The same question as it stands in an address; it names nobody."""
        return urlencode({name: self.data[name] for name in self.fields if self.data.get(name)})

    def _choices(self, name: str, choices: list[Any]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def _period(self, typed: dict[str, Any], first: str, last: str) -> Period | None:
        since, until = typed.get(first), typed.get(last)
        if since is None or until is None:
            return None
        try:
            return Period.read(since, until, self.today)
        except WrongPeriodError as wrong:
            self.add_error(
                first if _FIELD_OF[wrong.place] == "since" else last, said(f"wrong.{wrong.reason}", language())
            )
            return None

    def _compared(self, typed: dict[str, Any]) -> Period | None:
        if self.period is None:
            return None
        match typed.get("compare"):
            case "before":
                return self.period.before()
            case "year":
                return Period(_year_before(self.period.first), _year_before(self.period.last))
            case "other":
                for name in ("other_since", "other_until"):
                    if not typed.get(name) and name not in self.errors:
                        self.add_error(name, _("Say which period to compare with."))
                return self._period(typed, "other_since", "other_until")
            case _:
                return None


def _year_before(day: date) -> date:
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def usual(today: date) -> dict[str, str]:
    """What is asked on the first visit: the last twelve whole months and this one, by the main definition."""
    return {
        "since": today.replace(year=today.year - 1, day=1).isoformat(),
        "until": today.isoformat(),
        "figure": "success",
    }
