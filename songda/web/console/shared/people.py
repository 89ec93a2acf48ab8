"""Parties and those who act for them, as forms offer them."""

from django import forms
from django.utils.translation import gettext_lazy as _

from songda.records.matter.parties.models import Party
from songda.records.matter.parties.queries import agents_who_may_agree
from songda.web.console.shared import words


def as_choices(parties: list[Party]) -> list[tuple[str, str]]:
    """Parties as a form offers them: role and name."""
    return [(str(party.id), f"{words.word(party.role, 'role')} {party.name}") for party in parties]


def givers_of(party: Party) -> list[tuple[str, str]]:
    """Who may agree in the party's place."""
    return as_choices(agents_who_may_agree(party))


def offer_givers(form: forms.Form, givers: list[tuple[str, str]]) -> None:
    """The party first; the question is not asked where nobody acts for them."""
    if not givers:
        del form.fields["given_by_id"]
        return
    form.fields["given_by_id"].choices = [("", _("The party in person")), *givers]  # type: ignore[attr-defined]
