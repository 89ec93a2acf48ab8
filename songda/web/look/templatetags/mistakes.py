"""What is wrong with a form, told so that each mistake names its field; every room of the house tells it alike."""

import unicodedata
from dataclasses import dataclass

from django import forms, template
from django.core.exceptions import ValidationError
from django.forms import BaseForm, BoundField
from django.utils.translation import gettext as _

register = template.Library()


@dataclass(frozen=True)
class Mistake:
    """One mistake: where to mend it on the page, in which field, and what is wrong."""

    anchor: str
    label: str
    words: str


@register.filter
def mistakes(form: BaseForm | None) -> list[Mistake]:
    """All that is wrong with the fields of a form, in the order in which they stand there; none without a form."""
    if form is None:
        return []
    return [
        Mistake(_anchor(bound), _label(bound, error), _words(bound, error))
        for bound in form
        if not bound.is_hidden
        for error in _errors(bound)
    ]


@register.filter
def complaints(bound: BoundField) -> list[str]:
    """What is wrong with one field; one that was left empty is asked for by its name."""
    return [_words(bound, error) for error in _errors(bound)]


def _label(bound: BoundField, error: ValidationError) -> str:
    """The field by its label; of a table of alike ones with its row, as the form's `place_of` names it."""
    place_of = getattr(bound.form, "place_of", None)
    place = place_of(bound.name) if place_of else ""
    label = "" if _is_missing(error) else str(bound.label)
    label = label[:-1] if _is_question(label) else label  # a colon comes after it
    return " · ".join(part for part in (place, label) if part)


def _errors(bound: BoundField) -> list[ValidationError]:
    return list(bound.form.errors.as_data().get(bound.name, []))


def _is_missing(error: ValidationError) -> bool:
    return error.code == "required" and str(error.message) == str(forms.Field.default_error_messages["required"])


def _words(bound: BoundField, error: ValidationError) -> str:
    if not _is_missing(error):
        return " ".join(error.messages)
    if _is_question(str(bound.label)):
        return _("Answer “%(field)s”") % {"field": bound.label}
    chosen = (forms.Select, forms.RadioSelect, forms.CheckboxSelectMultiple, forms.CheckboxInput, forms.FileInput)
    instruction = _("Choose “%(field)s”") if isinstance(bound.field.widget, chosen) else _("Enter “%(field)s”")
    return instruction % {"field": bound.label}


def _is_question(label: str) -> bool:
    return unicodedata.normalize("NFKC", label).endswith("?")


def _anchor(bound: BoundField) -> str:
    """The control itself, of several to choose from the first: a link there puts the cursor into it.

    Where there is nothing to choose from, the group.
    """
    if not isinstance(bound.field.widget, forms.RadioSelect):
        return str(bound.auto_id)
    return f"{bound.auto_id}_0" if list(bound.field.widget.choices) else f"{bound.auto_id}-group"
