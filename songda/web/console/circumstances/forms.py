"""The form of every circumstance: the fields that the row of its kind asks for, in the kind's own words."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.functional import Promise

from songda.core.circumstances import ROWS, Field, Kind
from songda.core.delivery.deeds import LADDER_WAYS
from songda.records.matter.circumstances.actions import CircumstanceDraft
from songda.web.console.shared import words
from songda.web.console.shared.forms import Moment, RadioChoices, TickChoices, Words, to_choose
from songda.web.console.shared.reasons import CorrectionReasonForm
from songda.web.console.shared.words import asked, hint

Choices = Sequence[tuple[str, str | Promise]]
Offered = Mapping[Field, Choices]
_LINE = 100  # so many letters stand in one line


class CircumstanceForm(forms.Form):
    """What is to be noted of one kind."""

    def __init__(self, kind: Kind, *args: Any, offered: Offered | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.kind = kind
        for field in ROWS[kind].asks:
            self.fields[field] = _MAKERS[field](kind, (offered or {}).get(field, ()))

    def draft(self) -> CircumstanceDraft:
        """What is to be noted."""
        return CircumstanceDraft(
            self.kind, **{field: self.cleaned_data[field] for field in Field if field in self.fields}
        )


class CorrectionForm(CircumstanceForm, CorrectionReasonForm):
    """What should have been noted, its end too where it has one, and why."""

    def __init__(self, kind: Kind, *args: Any, has_ended: bool, **options: Any) -> None:
        super().__init__(kind, *args, **options)
        if has_ended:
            self.fields[Field.UNTIL] = _until(kind, ())
        self.order_fields([*ROWS[kind].asks, Field.UNTIL, "reason", "seen"])


class UntilForm(forms.Form):
    """Since when it is so no longer."""

    def __init__(self, kind: Kind, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields[Field.UNTIL] = _until(kind, ())
        self.fields[Field.UNTIL].required = True

    @property
    def moment(self) -> datetime:
        """When it ended."""
        ended: datetime = self.cleaned_data[Field.UNTIL]
        return ended


def _party(kind: Kind, parties: Choices) -> forms.Field:
    return forms.TypedChoiceField(label=asked(Field.PARTY, kind), coerce=UUID, choices=to_choose(parties))


def _papers(kind: Kind, papers: Choices) -> forms.Field:
    return forms.TypedMultipleChoiceField(
        label=asked(Field.PAPERS, kind), coerce=UUID, choices=papers, widget=TickChoices
    )


def _ways(kind: Kind, _offered: Choices) -> forms.Field:
    known = [(way, words.CHANNEL[way]) for way in LADDER_WAYS]
    return forms.TypedMultipleChoiceField(
        label=asked(Field.WAYS, kind), help_text=hint(Field.WAYS, kind), choices=known, widget=TickChoices
    )


def _basis(kind: Kind, fitting: Choices) -> forms.Field:
    choices = fitting or words.bases_of(kind)
    return forms.ChoiceField(label=asked(Field.BASIS, kind), choices=choices, widget=RadioChoices)


def _since(kind: Kind, _offered: Choices) -> forms.Field:
    return Moment(label=asked(Field.SINCE, kind), help_text=hint(Field.SINCE, kind))


def _until(kind: Kind, _offered: Choices) -> forms.Field:
    return Moment(label=asked(Field.UNTIL, kind), help_text=hint(Field.UNTIL, kind), required=False)


def _words(kind: Kind, _offered: Choices) -> forms.Field:
    longest = ROWS[kind].longest
    box = forms.TextInput() if longest <= _LINE else forms.Textarea(attrs={"rows": 3})
    return Words(label=asked(Field.WORDS, kind), help_text=hint(Field.WORDS, kind), max_length=longest, widget=box)


_MAKERS: Mapping[Field, Callable[[Kind, Choices], forms.Field]] = {
    Field.PARTY: _party,
    Field.PAPERS: _papers,
    Field.WAYS: _ways,
    Field.BASIS: _basis,
    Field.SINCE: _since,
    Field.UNTIL: _until,
    Field.WORDS: _words,
}
