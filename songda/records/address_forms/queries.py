"""Reads signed forms."""

from uuid import UUID

from songda.records.address_forms.models import SignedForm
from songda.records.parties.models import Party
from songda.records.staff.models import Court


def forms_of(party: Party) -> list[SignedForm]:
    """The forms of a party, the newest first."""
    return list(SignedForm.objects.filter(party=party).select_related("signer").order_by("-signed_at", "-id"))


def form_of(court: Court, form_id: UUID) -> SignedForm:
    """One form in a case of this court; SignedForm.DoesNotExist for any other."""
    return SignedForm.objects.select_related("party__case__court").get(id=form_id, party__case__court=court)
