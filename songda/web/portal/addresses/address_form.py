"""The address confirmation form: filled in, read once more with all that the court tells, and signed."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _lazy

from songda.channels.registry import mask_address, place_kinds
from songda.core.address_form import Answer, explanations, what_is_declared
from songda.core.identifiers.postal import PostalAddress, as_written, compose
from songda.core.law.facts import Stage
from songda.core.refusal import Refused, WrongField
from songda.core.words import name_of
from songda.records.ground.limits.actions import LimitedInput, count_try
from songda.records.matter.parties.models import OWN_CLASSES, Address
from songda.records.ways.portal.address_forms.actions import check_form, sign_on_line
from songda.records.ways.portal.address_forms.forms import FormDraft, form_as_signed, forms_of
from songda.web.portal.access import GET_AND_POST, GET_ONLY, POST_ONLY, for_recipient, for_the_person
from songda.web.portal.addresses.new_place import PlaceForm
from songda.web.portal.answer import reached_at
from songda.web.portal.papers import pdf_answer
from songda.web.portal.visit import Visit, language

FIELD_OF = {"place": "province", "postal": "province", "stages": "stages"}  # of the page, by that of the records


class SigningForm(PlaceForm):
    """Where papers are to go, and whether they may go electronically."""

    known = forms.MultipleChoiceField(
        label=_lazy("Those that are your own, where papers may go"), required=False, widget=forms.CheckboxSelectMultiple
    )
    answer = forms.ChoiceField(
        label=_lazy("Electronic service: yes or no"),
        choices=[("yes", _lazy("Yes, I agree")), ("no", _lazy("No, serve me in another lawful way"))],
        widget=forms.RadioSelect,
    )
    stages = forms.MultipleChoiceField(
        label=_lazy("Stages of this case for which your yes holds"), required=False, widget=forms.CheckboxSelectMultiple
    )
    judgments = forms.BooleanField(label=_lazy("Judgments, rulings and mediation documents too"), required=False)
    wants_secrecy = forms.BooleanField(label=_lazy("The court is to keep this form confidential"), required=False)

    def __init__(self, visit: Visit, known: Sequence[Address], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for part in PlaceForm.base_fields:
            self.fields[part].required = False
        self.visit = visit
        self.addresses = {str(address.id): address for address in known}
        self._offer("known", [(key, _name(address)) for key, address in self.addresses.items()])
        self._offer("stages", [(stage.value, name_of("cases.stage", stage.value, language())) for stage in Stage])
        if not known:
            del self.fields["known"]
        if visit.is_criminal:  # nobody is asked to agree
            for name in ("answer", "stages", "judgments"):
                del self.fields[name]

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]  # the field is a choice

    def clean(self) -> dict[str, Any]:
        """A place is typed or ticked; a yes names its stages, a no names none."""
        typed = self.cleaned_data
        if self._has_parts():
            super().clean()
        elif not self._ticked(is_place=True) and not self.errors.keys() & PlaceForm.base_fields.keys():
            self.add_error("province", _lazy("Fill in where letters reach you."))
        if typed.get("answer") == "no" and (typed.get("stages") or typed.get("judgments")):
            self.add_error("stages", _lazy("Only for a yes. Take the tick away, or say yes."))
        if typed.get("answer") == "yes" and not typed.get("stages"):
            self.add_error("stages", _lazy("Tick at least one stage."))
        return typed

    def _has_parts(self) -> bool:
        return any(self.cleaned_data.get(part) for part in PlaceForm.base_fields)

    def _ticked(self, *, is_place: bool) -> list[Address]:
        chosen = [self.addresses[key] for key in self.cleaned_data.get("known", ())]
        return [address for address in chosen if (address.kind in place_kinds()) is is_place]

    def place(self) -> PostalAddress:
        """The address as it was typed; the house belongs to its street."""
        parts = {part: self.cleaned_data.get(part, "") for part in PlaceForm.base_fields}
        detail = parts.pop("detail")
        return PostalAddress(**{**parts, "street": f"{parts['street']} {detail}".strip()})

    def draft(self) -> FormDraft:
        """What they sign, at this moment."""
        typed = self.cleaned_data
        ticked = [address.value for address in self._ticked(is_place=True)]
        return FormDraft(
            self.visit.now,
            place=compose(self.place()) if self._has_parts() else ticked[0],
            numbers=tuple((address.kind, address.value) for address in self._ticked(is_place=False)),
            answer=Answer(typed.get("answer", "")),
            stages=tuple(typed.get("stages", ())),
            judgments=typed.get("judgments", False),
            wants_secrecy=typed["wants_secrecy"],
        )


def _name(address: Address) -> str:
    kind = capfirst(name_of("routes.address_kind", address.kind, language()))
    return f"{kind} {mask_address(address.kind, address.value)}"


@for_the_person(GET_AND_POST)
def address_form(visit: Visit) -> HttpResponse:
    """Fill it in; then it is shown once more with everything that the court tells, and nothing is signed yet."""
    posted = visit.request.POST or None
    form = SigningForm(visit, known_addresses(visit), posted)
    if posted is None or "back" in posted or not form.is_valid() or not _can_be_signed(visit, form):
        return visit.page("address_form", {"form": form, "forms": forms_of(visit.envelope.party)})
    return _check(visit, form)


@for_the_person(POST_ONLY)
def sign(visit: Visit) -> HttpResponse:
    """Sign what was shown; what it says comes on record, and the file is kept."""
    form = SigningForm(visit, known_addresses(visit), visit.request.POST)
    if not form.is_valid():
        return visit.page("address_form", {"form": form, "forms": forms_of(visit.envelope.party)})
    if visit.request.POST.get("read") != "yes":
        return _check(visit, form, str(_lazy("Read what the court tells, then tick that you have read it.")))
    count_try(LimitedInput.REQUEST, visit.request.META["REMOTE_ADDR"], visit.now)
    if not _is_signed(visit, form):
        return visit.page("address_form", {"form": form, "forms": forms_of(visit.envelope.party)})
    return visit.go("address_form_signed")


@for_recipient(GET_ONLY)
def signed(visit: Visit) -> HttpResponse:
    """That it is signed, and the file to keep."""
    forms = forms_of(visit.envelope.party)
    return visit.page("address_form_signed", {"form": forms[0]}) if forms else visit.go("address_form")


@for_recipient(GET_ONLY)
def signed_file(visit: Visit, form_id: UUID) -> HttpResponse:
    """The recipient's copy of a form that they signed."""
    form = next((form for form in forms_of(visit.envelope.party) if form.id == form_id), None)
    if form is None:
        raise Http404
    return pdf_answer(form.read(), f"{form.signed_at.astimezone(visit.zone):%Y-%m-%d}-address-form.pdf")


def known_addresses(visit: Visit) -> list[Address]:
    """What the recipient gave or confirmed, and the address at which the message reached them."""
    in_use = visit.envelope.party.addresses.filter(retired_at=None).order_by("recorded_at", "id")
    reached = reached_at(visit)
    return [
        address
        for address in in_use
        if not address.is_disowned
        and (address.address_class in OWN_CLASSES or (reached is not None and address.id == reached.id))
        and address.address_class != "rejected"
    ]


def _can_be_signed(visit: Visit, form: SigningForm) -> bool:
    try:
        check_form(visit.envelope.party, form.draft(), visit.now)
    except Refused as refusal:
        _complain(form, refusal)
    return not form.errors


def _is_signed(visit: Visit, form: SigningForm) -> bool:
    party, draft = visit.envelope.party, form.draft()
    try:
        check_form(party, draft, visit.now)
        sign_on_line(party, draft, form_as_signed(party, draft.statement, visit.now), visit.actor, visit.now)
    except Refused as refusal:
        _complain(form, refusal)
    return not form.errors


def _complain(form: SigningForm, refusal: Refused) -> None:
    wanted = FIELD_OF.get(refusal.field, "known") if isinstance(refusal, WrongField) else None
    form.add_error(wanted if wanted in form.fields else None, refusal.sentence(language()))


def _check(visit: Visit, form: SigningForm, wrong: str = "") -> HttpResponse:
    draft = form.draft()
    sent = [(name, value) for name in form.fields for value in form.data.getlist(name)]  # type: ignore[attr-defined]
    shown = {
        "form": form,
        "draft": draft,
        "place": as_written(draft.place),
        "numbers": [address for address in form.addresses.values() if _is_in(draft, address)],
        "stages": [name_of("cases.stage", stage, language()) for stage in draft.stages],
        "sent": sent,
        "told": [
            (one.text[language()], (one.source or {}).get(language(), ""))
            for one in explanations(visit.envelope.case.branch)
        ],
        "declared": [words[language()] for words in what_is_declared(visit.envelope.case.branch)],
        "wrong": wrong,
    }
    return visit.page("address_form_check", shown)


def _is_in(draft: FormDraft, address: Address) -> bool:
    return address.kind not in place_kinds() and (address.kind, address.value) in draft.numbers
