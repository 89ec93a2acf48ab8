"""A postal address as forms ask for it: in its parts, from the province down."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from songda.core.identifiers.postal import LONGEST, PARTS, PostalAddress, compose, faults, parse
from songda.core.words import Phrase
from songda.web.console.shared import words
from songda.web.console.shared.forms import Words


class PostalForm(forms.Form):
    """The parts of a postal address; a form that may also be about a number asks for them where it is a place."""

    province = Words(label=_("Province, region or municipality"), max_length=LONGEST["province"], required=False)
    city = Words(label=_("City or prefecture"), max_length=LONGEST["city"], required=False)
    district = Words(label=_("District or county"), max_length=LONGEST["district"], required=False)
    street = Words(label=_("Street, number, building, room"), max_length=LONGEST["street"], required=False)
    postcode = Words(
        label=_("Postcode"),
        max_length=LONGEST["postcode"],
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    addressee = Words(
        label=_("Addressee"),
        max_length=LONGEST["addressee"],
        required=False,
        help_text=_("Where it is not the party themselves."),
    )

    def read_place(self) -> str:
        """The line of the parts, with an error beside each part that is missing or wrong."""
        place = PostalAddress(**{name: self.cleaned_data.get(name, "") for name in PARTS})
        for part, code in faults(place).items():
            if part not in self.errors:
                wrong = Phrase(f"fields.postal.{code}", {"longest": LONGEST[part]})
                self.add_error(part, wrong.sentence(words.language()))
        return compose(place)


class EitherForm(PostalForm):
    """The new value of an address of which the kind is known: the parts of a place, or a number, a mailbox …"""

    def __init__(self, *args: Any, is_place: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("value",) if is_place else PARTS:
            del self.fields[name]
        self.is_place = is_place

    def clean(self) -> dict[str, Any]:
        """Either way the value is one line."""
        typed = super().clean() or self.cleaned_data
        if self.is_place:
            typed["value"] = self.read_place()
            for name in PARTS:
                typed.pop(name, None)
        return typed


def parts_of(line: str) -> Mapping[str, str]:
    """The parts with which a form begins; free text of before goes whole into the last one."""
    address = parse(line)
    return {"street": line} if address is None else {name: getattr(address, name) for name in PARTS}
