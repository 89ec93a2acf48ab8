"""A party is noted as in custody or as a serving soldier, and as so no longer."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from songda.clock import now
from songda.core.access import Act
from songda.records.circumstances.actions import end_spell, note_spell, strike_spell
from songda.records.circumstances.models import Circumstance
from songda.web.console.parties.spell_forms import SpellEndForm, SpellForm
from songda.web.console.shared.forms import succeeds
from songda.web.console.shared.gate import FORM, StaffRequest, actor, behind
from songda.web.console.shared.lookup_or_404 import the_party, the_spell
from songda.web.console.shared.pages import Question, ask
from songda.web.console.shared.reasons import EndForm
from songda.web.console.shared.words import word


@behind(Act.EDIT_PARTIES, FORM)
def begin(request: StaffRequest, party_id: UUID) -> HttpResponse:
    """Note since when the party is in custody or a soldier."""
    found = the_party(request, party_id)
    form = SpellForm(request.POST or None)
    back = reverse("console:party", args=[found.id])
    if form.is_valid() and succeeds(form, lambda: note_spell(found, form.draft(), actor(request), now())):
        messages.success(request, _("Noted. Papers now go by transfer; what was on its way is looked at again."))
        return redirect(back)
    title = _("In custody, or a serving soldier")
    intro = _("If it was so from the beginning and was entered wrongly, correct the record instead.")
    return ask(request, form, Question(title, _("Record"), back, found.case, intro, context={"party": found}))


@behind(Act.EDIT_PARTIES, FORM)
def end(request: StaffRequest, spell_id: UUID) -> HttpResponse:
    """Note since when it is so no longer."""
    found = the_spell(request, spell_id)
    form = SpellEndForm(request.POST or None)
    back = reverse("console:party", args=[found.party_id])
    if form.is_valid() and succeeds(form, lambda: end_spell(found, form.moment, actor(request), now())):
        messages.success(request, _("Noted. They can be served as before; what hangs on it is looked at again."))
        return redirect(back)
    return _ask(request, form, found, _("No longer so"))


@behind(Act.EDIT_PARTIES, FORM)
def strike(request: StaffRequest, spell_id: UUID) -> HttpResponse:
    """Take the entry back: it never was so."""
    found = the_spell(request, spell_id)
    form = EndForm(request.POST or None)
    back = reverse("console:party", args=[found.party_id])
    if form.is_valid() and succeeds(form, lambda: strike_spell(found, form.why(), actor(request), now())):
        messages.success(request, _("The entry is struck. What hangs on it is looked at again."))
        return redirect(back)
    return _ask(request, form, found, _("Strike the entry"))


def _ask(request: StaffRequest, form: SpellEndForm | EndForm, spell: Circumstance, title: str) -> HttpResponse:
    assert spell.party is not None  # noqa: S101 - the table's own rule
    back = reverse("console:party", args=[spell.party_id])
    since = timezone.localtime(spell.since).strftime("%Y-%m-%d %H:%M")
    about = _("%(what)s since %(since)s: papers go by transfer.") % {"what": word(spell.kind, "spell"), "since": since}
    question = Question(title, title, back, spell.party.case, about, context={"party": spell.party})
    return ask(request, form, question)
