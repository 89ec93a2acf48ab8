"""A postal address as forms ask for it: in its parts, from the province down."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from songda.core.identifiers.postal import PARTS, PostalAddress, compose, is_postcode, parse
from songda.web.console.shared.forms import Words

REQUIRED = ("province", "street")


class PostalForm(forms.Form):
    """The parts of a postal address; a form that may also be about a number asks for them where it is a place."""

    province = Words(label=_("Province, region or municipality"), max_length=30, required=False)
    city = Words(label=_("City or prefecture"), max_length=30, required=False)
    district = Words(label=_("District or county"), max_length=30, required=False)
    street = Words(label=_("Street, number, building, room"), max_length=80, required=False)
    postcode = Words(
        label=_("Postcode"), max_length=6, required=False, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    addressee = Words(
        label=_("Addressee"), max_length=40, required=False, help_text=_("Where it is not the party themselves.")
    )

    def read_place(self) -> str:
        """The line of the parts, with an error beside each part that is missing or wrong."""
        typed = {name: self.cleaned_data.get(name, "") for name in PARTS}
        for name in REQUIRED:
            if not typed[name] and name not in self.errors:
                self.add_error(name, _("Of a postal address this part is needed."))
        if typed["postcode"] and not is_postcode(typed["postcode"]):
            self.add_error("postcode", _("A postcode has six digits."))
        return compose(PostalAddress(**typed))


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
