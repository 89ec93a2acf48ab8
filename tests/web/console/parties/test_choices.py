"""No form of a party offers a choice that cannot be: what recipients did, or a court found, is not typed by hand."""

import pytest
from django import forms
from django.utils.module_loading import import_string

from songda.web.console.shared.words import HOW, NEVER_TYPED

PLACE = "songda.web.console.parties"
FORMS = (
    "forms.AddressForm",
    "forms.AddressClassForm",
    "consent_forms.ConsentForm",
    "consent_forms.RefusalForm",
    "correction_forms.OtherAddressForm",
)


@pytest.mark.parametrize("name", FORMS)
def test_how_it_is_known_is_offered_without_what_nobody_types(name: str) -> None:
    form: type[forms.Form] = import_string(f"{PLACE}.{name}")
    offered = {str(value) for value, _name in form.base_fields["how"].choices}  # type: ignore[attr-defined]
    assert not offered & set(NEVER_TYPED)
    assert set(NEVER_TYPED) < set(HOW)
    assert "form" in offered
