"""Addresses of a party: added, classed anew, corrected, replaced, given up; and the label of a letter."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from songda.channels.registry import address_kinds, place_kinds
from songda.clock import now
from songda.core.access import Act
from songda.core.identifiers.postal import LONGEST, PARTS, PostalAddress, as_written, compose, faults, label_of, parse
from songda.core.words import Phrase
from songda.records.matter.parties.actions import (
    AddressDraft,
    CorrectedAddress,
    add_address,
    correct_address,
    replace_address,
    rests_on_a_call,
    retire_address,
    set_address_class,
)
from songda.records.matter.parties.doubts import doubts_about_address, doubts_about_class
from songda.records.matter.parties.models import Address, Party
from songda.records.matter.parties.offered import use_in_this_case_only
from songda.records.matter.parties.showing import note_showing
from songda.records.ways.portal.acts.new_address import extend_address
from songda.web.console.shared import words
from songda.web.console.shared.forms import (
    CorrectionReasonForm,
    RadioChoices,
    ReasonForm,
    Words,
    carry_out,
    is_sure,
    succeeds,
    to_choose,
)
from songda.web.console.shared.gate import GET_AND_POST, POST_ONLY, StaffRequest, actor, behind
from songda.web.console.shared.lookup_or_404 import the_address, the_party
from songda.web.console.shared.pages import Question, after_change, ask
from songda.web.console.templatetags.console import masked_address


class PostalForm(forms.Form):
    """The parts of a postal address, from the province down.

    A form that may also be about a number asks for them where it is a place.
    """

    province = Words(label=_lazy("Province, region or municipality"), max_length=LONGEST["province"], required=False)
    city = Words(label=_lazy("City or prefecture"), max_length=LONGEST["city"], required=False)
    district = Words(label=_lazy("District or county"), max_length=LONGEST["district"], required=False)
    street = Words(label=_lazy("Street, number, building, room"), max_length=LONGEST["street"], required=False)
    postcode = Words(
        label=_lazy("Postcode"),
        max_length=LONGEST["postcode"],
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    addressee = Words(
        label=_lazy("Addressee"),
        max_length=LONGEST["addressee"],
        required=False,
        help_text=_lazy("Where it is not the party themselves."),
    )

    def read_place(self) -> str:
        """The line of the parts, with an error beside each part that is missing or wrong."""
        place = PostalAddress(**{name: self.cleaned_data.get(name, "") for name in PARTS})
        for part, code in faults(place).items():
            if part not in self.errors:
                wrong = Phrase(f"fields.postal.{code}", {"longest": LONGEST[part]})
                self.add_error(part, wrong.sentence(words.language()))
        return compose(place)


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


class ExpectedDay(forms.DateField):
    """A day that some choices need: its help says which, so it is not called optional."""

    note = "expected"


class PlaceForm(forms.Form):
    """From what on file the court took a place that the party did not give."""

    source = forms.ChoiceField(
        label=_lazy("Where the place was taken from"),
        choices=[("", _lazy("The party gave it, or it is a number")), *words.choices(words.SOURCE)],
        required=False,
        help_text=_lazy(
            "For a postal address only; it matters where the party gives no address. First what stands first here."
        ),
    )
    last_used_on = ExpectedDay(
        label=_lazy("Last used by the party on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_lazy(
            "Needed for another suit and for dealings, from which a place is taken for a year; else leave it empty."
        ),
    )


def kinds_to_choose() -> list[tuple[str, str]]:
    """Every kind of address that can be typed, those first that the house itself knows."""
    connected = {word for word, kind in address_kinds().items() if kind.is_connected}
    kinds = dict.fromkeys([*words.ADDRESS_KIND, *address_kinds()])
    return [(kind, words.word(kind, "address_kind")) for kind in kinds if kind not in connected]


class ExpectedWords(Words):
    """Words that are needed more often than not: the form says when, so they are not called optional."""

    note = "expected"


class AddressForm(PlaceForm, PostalForm):
    """Where the party can be reached, and how the court knows."""

    kind = forms.ChoiceField(label=_lazy("Kind of address"), choices=kinds_to_choose)
    value = ExpectedWords(
        label=_lazy("Address"),
        max_length=200,
        required=False,
        help_text=_lazy("A number, a mailbox or an account. Of a postal address fill in the parts below instead."),
    )
    address_class = forms.ChoiceField(
        label=_lazy("How sure is it that the address is the party's?"),
        choices=words.choices(words.ADDRESS_CLASS, "rejected"),
        widget=RadioChoices,
        help_text=_lazy(
            "Given or confirmed by the party: service counts on arrival. Found and surely theirs: only on receipt."
            " Not known to be theirs: a lead, no more (Online Litigation Rules, art. 31)."
        ),
    )
    how = forms.ChoiceField(
        label=_lazy("How the court knows"), choices=to_choose(words.choices(words.HOW, *words.NEVER_TYPED))
    )
    field_order = ["kind", "value", *PARTS, "address_class", "how"]

    def clean(self) -> dict[str, Any]:
        """Of a place its parts are typed, of anything else the address itself."""
        typed = super().clean() or self.cleaned_data
        has_parts = any(typed.get(name) for name in PARTS)
        if typed.get("kind") in place_kinds():
            if typed.get("value"):
                self.add_error("value", _lazy("Leave this empty: of a postal address the parts below are filled in."))
            typed["value"] = self.read_place()
        elif has_parts:
            self.add_error("kind", _lazy("Parts of a postal address are filled in: choose that kind, or empty them."))
        elif not typed.get("value") and "value" not in self.errors:
            self.add_error("value", _lazy("This field is required."))
        return typed

    def draft(self) -> AddressDraft:
        """What is to be recorded."""
        return AddressDraft(**{name: value for name, value in self.cleaned_data.items() if name not in PARTS})


class AddressClassForm(forms.Form):
    """A new class for a known address."""

    address_class = forms.ChoiceField(
        label=_lazy("How sure is it that the address is the party's?"),
        choices=words.choices(words.ADDRESS_CLASS),
        widget=RadioChoices,
    )
    how = forms.ChoiceField(
        label=_lazy("How the court knows"), choices=to_choose(words.choices(words.HOW, *words.NEVER_TYPED))
    )

    def judgement(self) -> tuple[str, str]:
        """The class, and how the court knows."""
        return self.cleaned_data["address_class"], self.cleaned_data["how"]


class RightAddressForm(CorrectionReasonForm, EitherForm):
    """The right value of an address that was mistyped."""

    value = Words(label=_lazy("Address"), max_length=200)
    called = forms.ChoiceField(
        label=_lazy("It was confirmed by telephone: which number was called?"),
        choices=[
            ("corrected", _lazy("The right one; only the record had it wrong")),
            ("mistyped", _lazy("The wrong one")),
            ("unknown", _lazy("Nobody knows")),
        ],
        widget=RadioChoices,
        help_text=_lazy("Only where the right number was called does it stay confirmed by telephone."),
    )
    field_order = ["value", *PARTS, "called", "reason"]

    def __init__(self, *args: Any, is_asked: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not is_asked:
            del self.fields["called"]


class OtherAddressForm(PlaceForm, EitherForm):
    """The address that takes the place of one."""

    value = Words(label=_lazy("New address"), max_length=200)
    address_class = forms.ChoiceField(
        label=_lazy("How sure is it that the address is the party's?"),
        choices=words.choices(words.ADDRESS_CLASS, "rejected"),
        widget=RadioChoices,
    )
    how = forms.ChoiceField(
        label=_lazy("How the court knows"), choices=to_choose(words.choices(words.HOW, *words.NEVER_TYPED))
    )
    field_order = ["value", *PARTS, "address_class", "how"]


@behind(Act.EDIT_PARTIES, GET_AND_POST)
def new_address(request: StaffRequest, party_id: UUID) -> HttpResponse:
    """Add an address; one that belongs to the opponent is refused."""
    party = the_party(request, party_id)
    form = AddressForm(request.POST or None)
    back = reverse("console:party", args=[party.id])
    is_kept = form.is_valid() and _is_sure(form, party, form.draft())
    if is_kept and succeeds(form, lambda: add_address(party, form.draft(), actor(request), now())):
        messages.success(request, _("The address is recorded."))
        return redirect(back)
    question = Question(
        _("Add an address"),
        _("Add"),
        back,
        party.case,
        template="console/parties/address_form.html",
        context={"party": party},
    )
    return ask(request, form, question)


def _is_sure(form: forms.Form, party: Party, draft: AddressDraft) -> bool:
    return is_sure(form, [one.sentence(words.language()) for one in doubts_about_address(party, draft)])


@behind(Act.EDIT_PARTIES, GET_AND_POST)
def set_class(request: StaffRequest, address_id: UUID) -> HttpResponse:
    """Say anew how sure the court is of an address; what was there before stays in its history."""
    address = the_address(request, address_id)
    form = AddressClassForm(request.POST or None, initial={"address_class": address.address_class})
    odd = doubts_about_class(address, form.judgement()[0]) if form.is_valid() else []
    is_meant = form.is_valid() and is_sure(form, [one.sentence(words.language()) for one in odd])
    if is_meant and succeeds(form, lambda: set_address_class(address, *form.judgement(), actor(request), now())):
        messages.success(request, _("The class of the address is changed."))
        return redirect(_home(address))
    return ask(request, form, _question(address, _("Class of the address"), _("Change")))


@behind(Act.EDIT_PARTIES, GET_AND_POST)
def correct(request: StaffRequest, address_id: UUID) -> HttpResponse:
    """Put the right value in the place of a mistyped one; what went to the wrong one counts for nothing."""
    address = the_address(request, address_id)
    form = RightAddressForm(
        request.POST or None,
        is_asked=rests_on_a_call(address),
        is_place=address.kind in place_kinds(),
        initial=parts_of(address.value) if address.kind in place_kinds() else {},
    )
    if form.is_valid():
        right = CorrectedAddress(form.cleaned_data["value"], form.cleaned_data.get("called", ""))
        sure = _is_sure(form, address.party, AddressDraft(address.kind, right.value))
        if sure and (
            new := carry_out(form, lambda: correct_address(address, right, form.why(), actor(request), now()))
        ):
            messages.success(request, _after_correction(new))
            return redirect(_home(address))
    intro = _("For an address that was mistyped: whatever was sent there counts for nothing and is sent anew.")
    return ask(request, form, _question(address, _("Correct the address"), _("Correct"), intro))


@behind(Act.EDIT_PARTIES, GET_AND_POST)
def replace(request: StaffRequest, address_id: UUID) -> HttpResponse:
    """Another address in the place of one that was right; what was served at the old one stands."""
    address = the_address(request, address_id)
    form = OtherAddressForm(request.POST or None, is_place=address.kind in place_kinds())
    if form.is_valid():
        draft = AddressDraft(address.kind, **form.cleaned_data)
        is_meant = _is_sure(form, address.party, draft)
        if is_meant and succeeds(form, lambda: replace_address(address, draft, actor(request), now())):
            messages.success(request, _("The address is replaced."))
            return redirect(_home(address))
    intro = _("For an address that has changed: what was served at the old one stands, nothing more goes there.")
    return ask(request, form, _question(address, _("Replace the address"), _("Replace"), intro))


@behind(Act.EDIT_PARTIES, GET_AND_POST)
def all_cases(request: StaffRequest, address_id: UUID) -> HttpResponse:
    """They said that they want the address used in all their cases at the court, or that they want it no longer."""
    address = the_address(request, address_id)
    form = forms.Form(request.POST if request.method == "POST" else None)
    note_wish = use_in_this_case_only if address.is_for_all_cases else extend_address
    if form.is_valid() and succeeds(form, lambda: note_wish(address, actor(request), now())):
        messages.success(request, _("Their wish is noted."))
        return redirect(_home(address))
    if address.is_for_all_cases:
        title = _("They want it in this case only")
        intro = _("Later cases do not get it any more. Where it was added it stays until its use is ended there.")
    else:
        title = _("They want it in all their cases")
        intro = _(
            "It goes to their other open cases at this court, whose clerks are told, and to those that come later."
        )
    return ask(request, form, _question(address, title, _("Record"), intro))


@behind(Act.EDIT_PARTIES, GET_AND_POST)
def retire(request: StaffRequest, address_id: UUID) -> HttpResponse:
    """Write to an address no more."""
    address = the_address(request, address_id)
    form = ReasonForm(request.POST or None)
    if form.is_valid() and succeeds(form, lambda: retire_address(address, form.why(), actor(request), now())):
        messages.success(request, _("Nothing more goes to this address."))
        return redirect(after_change(request, address.party.case, _home(address), address.party))
    intro = _("What was served at this address stands; what waits to go there is called off.")
    return ask(request, form, _question(address, _("Use the address no more"), _("End its use"), intro))


def _after_correction(new: Address) -> str:
    if new.address_class == "unknown":
        return _(
            "The address is corrected. Nobody has confirmed the right one yet: what goes there counts only after that."
        )
    return _("The address is corrected. Papers under way go to the right one now.")


def _home(address: Address) -> str:
    return reverse("console:party", args=[address.party_id])


def _question(address: Address, title: str, submit: str, intro: str = "") -> Question:
    shown = masked_address(address.value, address.kind)
    return Question(
        title,
        submit,
        _home(address),
        address.party.case,
        intro,
        about=f"{words.word(address.kind, 'address_kind')} {shown}",
        context={"party": address.party},
    )


POST_OFFICE = "zh"  # whoever carries it within China reads it in this order, whatever language the clerk reads


@behind(Act.SEE_PERSONAL, POST_ONLY)
def label(request: StaffRequest, place_id: UUID) -> HttpResponse:
    """The label of a letter to a place in use, as post wants it written; that it was shown is on record."""
    address = the_address(request, place_id)
    if address.kind not in place_kinds():
        raise Http404
    party, court, line = address.party, address.party.case.court, address.value
    note_showing(party, actor(request), now())
    context = {
        "party": party,
        "case": party.case,
        "desk": "cases",
        "lines": label_of(line, POST_OFFICE, party.name),
        "sender": [part for part in (court.street, court.name, court.phone) if part],
        "read": "" if words.language() == POST_OFFICE else as_written(line, words.language()),
    }
    return render(request, "console/parties/label.html", context)
