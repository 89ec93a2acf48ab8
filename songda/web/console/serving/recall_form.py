"""Which papers of an order are taken back from whom, and why."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from songda.records.delivery.orders.models import Service
from songda.web.console.shared import words
from songda.web.console.shared.forms import TickChoices
from songda.web.console.shared.reasons import ReasonForm


def name_of_service(service: Service) -> str:
    """The recipient and the paper, as a clerk knows them."""
    party = service.envelope.party
    return f"{words.word(party.role, 'role')} {party.name} · {service.paper.title}"


class RecallForm(ReasonForm):
    """The papers that can still be taken back; those of the recipient from whom one came are ticked."""

    services = forms.MultipleChoiceField(label=_("Papers to take back"), widget=TickChoices)
    field_order = ["services", "reason"]

    def __init__(self, typed: Any, *, services: Sequence[Service], first: UUID) -> None:
        super().__init__(typed)
        field = self.fields["services"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 - as declared above
        field.choices = [(str(s.id), name_of_service(s)) for s in services]
        field.initial = [str(s.id) for s in services if s.envelope_id == first]

    def chosen(self) -> list[UUID]:
        """The ids of the services."""
        return [UUID(ticked) for ticked in self.cleaned_data["services"]]
