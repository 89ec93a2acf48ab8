"""Another place where letters reach the recipient: told in parts, looked at as it stands on a letter, then kept."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _lazy

from songda.channels.registry import place_kinds
from songda.core.identifiers.postal import LONGEST, PostalAddress, compose, faults, label_of
from songda.core.identifiers.typed import plain
from songda.core.refusal import Refused
from songda.core.words import Phrase
from songda.records.ground.limits.actions import LimitedInput, count_try
from songda.records.matter.parties.models import Address
from songda.records.matter.parties.offered import place_they_gave
from songda.records.ways.portal.acts.new_address import give_place
from songda.web.portal.access import GET_AND_POST, GET_ONLY, for_recipient, for_the_person
from songda.web.portal.addresses.new_address import why_not
from songda.web.portal.fields import Words
from songda.web.portal.visit import Visit, language

STEP, SURE, BACK = "step", "sure", "back"  # the button that was pressed on the page that shows it once more
_OF_THE_STREET = LONGEST["street"] // 2


def _part(autocomplete: str, **more: str) -> forms.TextInput:
    return forms.TextInput(attrs={"autocomplete": autocomplete, "spellcheck": "false", **more})


class PlaceForm(forms.Form):
    """The parts of a postal address, from the province down, as they stand on an envelope."""

    province = Words(
        label=_lazy("Province, region or municipality"),
        max_length=LONGEST["province"],
        widget=_part("address-level1"),
    )
    city = Words(
        label=_lazy("City or prefecture"),
        help_text=_lazy("Leave it empty in Beijing, Tianjin, Shanghai and Chongqing."),
        max_length=LONGEST["city"],
        required=False,
        widget=_part("address-level2"),
    )
    district = Words(
        label=_lazy("District or county"),
        help_text=_lazy("Leave it empty where there is none."),
        max_length=LONGEST["district"],
        required=False,
        widget=_part("address-level3"),
    )
    street = Words(
        label=_lazy("Street, or town and village"),
        max_length=_OF_THE_STREET,
        widget=_part("address-line1"),
    )
    detail = Words(
        label=_lazy("House number, building, room"),
        help_text=_lazy("Leave it empty where there is none."),
        max_length=_OF_THE_STREET - 1,
        required=False,
        widget=_part("address-line2"),
    )
    postcode = Words(
        label=_lazy("Postcode"),
        help_text=_lazy("Six digits. You may leave this empty."),
        max_length=20,
        required=False,
        widget=_part("postal-code", inputmode="numeric"),
    )

    def clean_postcode(self) -> str:
        """Wide digits and blanks are no mistake."""
        return plain(self.cleaned_data["postcode"])

    def clean(self) -> dict[str, Any]:
        """What is wrong is told beside its part."""
        typed = super().clean() or {}
        for part, code in faults(self.place()).items():
            if part not in self.errors:
                wrong = Phrase(f"fields.postal.{code}", {"longest": LONGEST[part]})
                self.add_error(part, wrong.sentence(language()))
        return typed

    def place(self) -> PostalAddress:
        """The address; the house belongs to its street."""
        typed = {name: self.cleaned_data.get(name, "") for name in self.fields}
        detail = typed.pop("detail")
        return PostalAddress(**{**typed, "street": f"{typed['street']} {detail}".strip()})


@for_the_person(GET_AND_POST)
def postal_address(visit: Visit) -> HttpResponse:
    """Tell it; before it counts it is shown as it will stand on a letter."""
    form = PlaceForm(visit.request.POST or None)
    step = visit.request.POST.get(STEP)
    if visit.request.method == "POST" and form.is_valid() and step != BACK:
        if step != SURE:
            shown = {"lines": _lines(visit, compose(form.place())), "sure": SURE, "back": BACK}
            return visit.page("postal_check", {"form": form, **shown})
        if _is_given(visit, form):
            return visit.go("postal_noted")
    known = Address.objects.filter(party=visit.envelope.party, kind__in=place_kinds(), retired_at=None)
    return visit.page("postal_address", {"form": form, "known": known.exclude(address_class="rejected").order_by("id")})


@for_recipient(GET_ONLY)
def postal_noted(visit: Visit) -> HttpResponse:
    """The place that they told last."""
    newest = place_they_gave(visit.envelope.party)
    if newest is None:
        return visit.go("postal_address")
    return visit.page("postal_noted", {"lines": _lines(visit, newest.value)})


def _lines(visit: Visit, line: str) -> tuple[str, ...]:
    return label_of(line, language(), visit.envelope.party.name)


def _is_given(visit: Visit, form: PlaceForm) -> bool:
    count_try(LimitedInput.REQUEST, visit.request.META["REMOTE_ADDR"], visit.now)
    try:
        give_place(visit.envelope, form.place(), visit.level, visit.now)
    except Refused as refusal:
        form.add_error(None, why_not(refusal))
    return not form.errors
