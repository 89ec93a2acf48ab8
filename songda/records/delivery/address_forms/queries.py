"""Reads signed forms."""

from uuid import UUID

from songda.records.court.staff.models import Court
from songda.records.delivery.address_forms.models import SignedForm
from songda.records.matter.parties.models import Party


def forms_of(party: Party) -> list[SignedForm]:
    """The forms of a party, the newest first."""
    return list(SignedForm.objects.filter(party=party).select_related("signer").order_by("-signed_at", "-id"))


def form_of(court: Court, form_id: UUID) -> SignedForm:
    """One form in a case of this court; SignedForm.DoesNotExist for any other."""
    return SignedForm.objects.select_related("party__case__court").get(id=form_id, party__case__court=court)
