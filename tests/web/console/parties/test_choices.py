"""No form of a party offers a choice that cannot be: what recipients did, or a court found, is not typed by hand."""

import pytest
from django import forms

from songda.web.console.parties.addresses import AddressClassForm, AddressForm, OtherAddressForm
from songda.web.console.parties.consents import ConsentForm, RefusalForm
from songda.web.console.shared.words import HOW, NEVER_TYPED


@pytest.mark.parametrize("form", [AddressForm, AddressClassForm, ConsentForm, RefusalForm, OtherAddressForm])
def test_how_it_is_known_is_offered_without_what_nobody_types(form: type[forms.Form]) -> None:
    offered = {str(value) for value, _name in form.base_fields["how"].choices}  # type: ignore[attr-defined]
    assert not offered & set(NEVER_TYPED)
    assert set(NEVER_TYPED) < set(HOW)
    assert "form" in offered
