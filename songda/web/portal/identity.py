"""Who you are: name and full number, then a one-time code, once a day; a few wrong tries close the link for a day.

A locked link is opened by the person whose papers these are, by a code that goes where the court wrote to. That it is
the person themselves is proved once more by a code from the counter, or by the question agreed on in a call.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import resolve
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from songda.core.identifiers import IdentifierError, is_resident_number, read_credit_code, read_resident_id
from songda.core.identity import (
    COUNTER_CODE_MINUTES,
    LOCK_HOURS,
    LONGEST_ANSWER,
    MAX_TRIES,
    Assurance,
)
from songda.core.refusal import Refused
from songda.records.ground.limits.actions import LimitedInput, count_try, require_tries_left
from songda.records.ground.sent_forms.actions import typed_before
from songda.records.ways.portal.acts.codes import USUAL
from songda.records.ways.portal.acts.identity import (
    Proof,
    are_answers_locked,
    check_code,
    code_on_its_way,
    is_envelope_locked,
    prove_identity,
    send_code,
)
from songda.records.ways.portal.acts.opening import LONG, TypedProof, may_be_opened, open_by_code, send_opening_code
from songda.records.ways.portal.acts.other_proofs import check_answer, check_counter_code, note_reused_proof
from songda.records.ways.portal.personal_proofs.actions import question_for
from songda.web.portal import session_assurance
from songda.web.portal.access import GET_AND_POST, GET_ONLY, POST_ONLY, for_holder, for_recipient
from songda.web.portal.fields import NUMBER_INPUT_ATTRS, Words, with_tries_left
from songda.web.portal.visit import Visit, language


class WhoForm(forms.Form):
    """Name and full number; for a body also the name of the person who speaks for it."""

    name = Words(label=_lazy("Your name"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    number = Words(
        label=_lazy("Your resident ID number"),
        help_text=_lazy("All 18 characters, as on the identity card."),
        max_length=40,
        widget=forms.TextInput(attrs={**NUMBER_INPUT_ATTRS, "autocomplete": "off", "class": "spaced"}),
    )
    speaker = Words(
        label=_lazy("Your own name"),
        help_text=_lazy("The person who receives the papers for it, for example its legal representative."),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def __init__(self, visit: Visit, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.visit = visit
        if not visit.is_body:
            del self.fields["speaker"]
            self._ask_for_the_paper_on_record()
            return
        self.fields["name"].label = _lazy("Full name of the company or body")
        self.fields["name"].widget.attrs["autocomplete"] = "organization"
        self.fields["number"].label = _lazy("Its unified social credit code")
        self.fields["number"].help_text = _lazy("All 18 characters, as on the licence.")

    def _ask_for_the_paper_on_record(self) -> None:
        """Whoever is known by a passport or a permit is not asked for a resident number that they have not."""
        number = self.visit.envelope.party.number
        if number and not is_resident_number(number):
            self.fields["number"].label = _lazy("Number of your passport or permit")
            self.fields["number"].help_text = _lazy("All letters and digits, as on the document.")

    def clean_number(self) -> str:
        """A slip of the finger is told at once and costs no try; a number of another kind is left as it is."""
        typed: str = self.cleaned_data["number"]
        read = read_credit_code if self.visit.is_body else read_resident_id
        try:
            read(self.visit.envelope.party.number)
        except IdentifierError:
            return typed
        try:
            return str(read(typed))
        except IdentifierError as error:
            raise forms.ValidationError(error.sentence(language())) from error


class CodeForm(forms.Form):
    code = Words(
        label=_lazy("Code that was sent to you"),
        max_length=12,
        widget=forms.TextInput(
            attrs={
                "inputmode": "numeric",
                "autocomplete": "one-time-code",
                "class": "spaced short",
                "spellcheck": "false",
            }
        ),
    )


class CounterCodeForm(CodeForm):
    """The one-time code from the counter."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _lazy("Code from the counter")
        self.fields["code"].help_text = _lazy("The eight digits that the clerk gave you.")


class AnswerForm(forms.Form):
    """The answer to the question agreed on in a call."""

    answer = Words(
        label=_lazy("Your answer"),
        help_text=_lazy("As you told it on the telephone. Capital or small, with or without spaces, is the same."),
        max_length=LONGEST_ANSWER,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class OpeningForm(WhoForm):
    """The code that opens a locked link, with name and number; all of it is judged together."""

    field_order = ("code", "name", "number", "speaker")
    code = Words(label=_lazy("Code that was sent to you"), max_length=16, widget=CodeForm.base_fields["code"].widget)


SENT = "code_sent"  # to which masked address
SPEAKER = "speaker"  # who speaks for a body


@for_holder(GET_AND_POST, to_its_end=False)
def who(visit: Visit) -> HttpResponse:
    """Name and number; where both are right a code is sent at once."""
    if visit.level >= Assurance.NUMBER_AND_CODE or visit.is_of_the_dead:  # whom the family calls, the first page says
        return visit.go("papers" if visit.level >= Assurance.NUMBER_AND_CODE else "landing")
    if not visit.envelope.party.number:
        return visit.page("no_number")  # nothing that they could type would be right
    if is_envelope_locked(visit.envelope, visit.now):
        return locked(visit)
    form = WhoForm(visit, visit.request.POST or None)
    if visit.request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        tried = try_proof(visit, lambda: prove_identity(visit.envelope, typed["name"], typed["number"], visit.now))
        if tried.ok:
            return _by_code_of_today(visit) or _by_new_code(visit, form, tried)
        if tried.locked:
            return locked(visit)
        form.add_error(None, with_tries_left(_("This does not match what the court knows."), tried.tries_left))
    return _ask_who(visit, form)


def _ask_who(visit: Visit, form: WhoForm) -> HttpResponse:
    return visit.page("who", {"form": form, "needs_code": _code_of_today(visit) is None})


def _code_of_today(visit: Visit) -> UUID | None:
    """For whom a code was typed in this browser today that spares another one; whoever speaks for a body types one."""
    return None if visit.is_body else session_assurance.code_of_today(visit.request, visit.envelope, visit.now)


def _by_code_of_today(visit: Visit) -> HttpResponse | None:
    """On to the papers without a second code, where one was typed in this browser today for the same person."""
    made_for = _code_of_today(visit)
    if made_for is None:
        return None
    session_assurance.renew(visit.request, visit.envelope, made_for, visit.now)
    note_reused_proof(visit.envelope, Assurance.NUMBER_AND_CODE, made_for, visit.now)
    return on_with_it(visit)


def _by_new_code(visit: Visit, form: WhoForm, tried: Proof) -> HttpResponse:
    session_assurance.remember(visit.request, visit.envelope, tried.level, visit.now)
    visit.request.session[SPEAKER] = form.cleaned_data.get("speaker", "")
    return _send(visit, form)


@for_holder(GET_AND_POST, to_its_end=False)
def code(visit: Visit) -> HttpResponse:
    """The code from the text message."""
    if visit.level >= Assurance.NUMBER_AND_CODE:
        return visit.go("papers")
    if visit.level < Assurance.NAME_AND_NUMBER:
        return visit.go("who")
    form = CodeForm(visit.request.POST or None)
    if visit.request.method == "POST" and form.is_valid():
        typed, speaker = form.cleaned_data["code"], visit.request.session.get(SPEAKER, "")
        tried = try_proof(visit, lambda: check_code(visit.envelope, typed, visit.now, speaker=speaker))
        if tried.ok:
            session_assurance.remember(visit.request, visit.envelope, tried.level, visit.now)
            for typed_before in (SENT, SPEAKER):
                visit.request.session.pop(typed_before, None)
            return on_with_it(visit)
        if tried.locked:
            return locked(visit)
        form.add_error(
            "code", with_tries_left(_("This is not the newest code, or its time is over."), tried.tries_left)
        )
    return visit.page("code", {"form": form, "sent_to": visit.request.session.get(SENT, ""), "shape": USUAL})


def locked(visit: Visit, refusal: str = "") -> HttpResponse:
    """Closed for whoever only holds the link; the person whose papers these are opens it by a code."""
    visit.envelope.refresh_from_db(fields=["locked_at"])  # the try that locked it was this very one
    shown = {"hours": LOCK_HOURS, "refusal": refusal, "may_open": may_be_opened(visit.envelope, visit.now)}
    return visit.page("locked", shown)


@for_holder(POST_ONLY, to_its_end=False)
def another_code(visit: Visit) -> HttpResponse:
    if visit.level < Assurance.NAME_AND_NUMBER:
        return visit.go("who")
    return _send(visit, None)


@for_holder(POST_ONLY, to_its_end=False)
def leave(visit: Visit) -> HttpResponse:
    """Forget on this device who the visitor is."""
    session_assurance.forget(visit.request)
    return visit.go("left")


@for_holder(GET_ONLY, to_its_end=False)
def left(visit: Visit) -> HttpResponse:
    return visit.page("left") if visit.level == Assurance.NONE else visit.go("papers")


def on_with_it(visit: Visit) -> HttpResponse:
    """To the papers, or back to the form that waits for its proof; first to what that form needs beyond this proof."""
    waiting = typed_before(visit.request.session, visit.now)
    if waiting is None:
        return visit.go("papers")
    level = session_assurance.level(visit.request, visit.envelope, visit.now)
    needs_more = getattr(resolve(waiting.address).func, "is_for_the_person", False)
    is_enough = replace(visit, level=level).is_enough
    return visit.go("person") if needs_more and not is_enough else HttpResponseRedirect(waiting.page)


def _send(visit: Visit, form: WhoForm | None) -> HttpResponse:
    try:
        sent = send_code(visit.envelope, visit.now)
    except Refused as refusal:
        sentence = refusal.sentence(language())
        if form is None:
            shown = {"form": CodeForm(), "refusal": sentence, "sent_to": visit.request.session.get(SENT, "")}
            return visit.page("code", {**shown, "shape": USUAL})
        going = code_on_its_way(visit.envelope, visit.now)
        if going is None:
            form.add_error(None, sentence)
            return _ask_who(visit, form)
        sent = going
    visit.request.session[SENT] = sent.masked_address
    return visit.go("code")


def try_proof(visit: Visit, prove: Callable[[], Proof]) -> Proof:
    """One try, counted against the visitor's place on the network when it fails; the envelope counts for itself."""
    place = visit.request.META["REMOTE_ADDR"]
    require_tries_left(LimitedInput.IDENTITY, place, visit.now)
    result = prove()
    if not result.ok:
        count_try(LimitedInput.IDENTITY, place, visit.now)
    return result


OPENING = "opening"  # in the session: to which masked address the code went


@for_holder(POST_ONLY, to_its_end=False)
def send_opening(visit: Visit) -> HttpResponse:
    """A code to where the court wrote to, by which the locked link opens."""
    place = visit.request.META["REMOTE_ADDR"]
    require_tries_left(LimitedInput.OPENING, place, visit.now)
    count_try(LimitedInput.OPENING, place, visit.now)
    try:
        sent = send_opening_code(visit.envelope, visit.now)
    except Refused as refusal:
        return locked(visit, refusal.sentence(language()))
    visit.request.session[OPENING] = sent.masked_address
    return visit.go("open_link")


@for_holder(GET_AND_POST, to_its_end=False)
def open_link(visit: Visit) -> HttpResponse:
    """The code that was sent for it, with name and number: all three right, and the link is open."""
    sent_to = visit.request.session.get(OPENING)
    if visit.level >= Assurance.NUMBER_AND_CODE or sent_to is None or not is_envelope_locked(visit.envelope, visit.now):
        return visit.go("who")
    form = OpeningForm(visit, visit.request.POST or None)
    if visit.request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        typed = TypedProof(cleaned["code"], cleaned["name"], cleaned["number"], cleaned.get("speaker", ""))
        tried = try_proof(visit, lambda: open_by_code(visit.envelope, typed, visit.now))
        if tried.ok:
            visit.request.session.pop(OPENING, None)
            session_assurance.remember(visit.request, visit.envelope, tried.level, visit.now)
            return on_with_it(visit)
        if tried.locked:
            visit.request.session.pop(OPENING, None)
            return locked(visit, _("This code is worth nothing any more. Let another one be sent."))
        sentence = _("Code, name and number do not fit together.")
        form.add_error(None, sentence if tried.tries_left == MAX_TRIES else with_tries_left(sentence, tried.tries_left))
    return visit.page("open_link", {"form": form, "sent_to": sent_to, "shape": LONG})


@for_holder(GET_AND_POST, to_its_end=False)
def counter_code(visit: Visit) -> HttpResponse:
    """The code that a clerk gave at the counter: no telephone is needed for it."""
    if visit.level >= Assurance.REAL_NAME:
        return visit.go("papers")
    if visit.is_of_the_dead:
        return visit.go("landing")
    form = CounterCodeForm(visit.request.POST or None)
    if visit.request.method == "POST" and form.is_valid():
        typed = form.cleaned_data["code"]
        tried = try_proof(visit, lambda: check_counter_code(visit.envelope, typed, visit.now))
        if tried.ok or tried.locked:
            return _answered(visit, tried)
        wrong = _("This is not the newest code of the counter, it was used already, or its time is over.")
        is_counted = not is_envelope_locked(visit.envelope, visit.now)
        form.add_error("code", with_tries_left(wrong, tried.tries_left) if is_counted else wrong)
    return visit.page("counter_code", {"form": form, "minutes": COUNTER_CODE_MINUTES})


@for_recipient(GET_AND_POST)
def person(visit: Visit) -> HttpResponse:
    """The question agreed on in a call; where there is none, how to come by one."""
    if visit.is_enough:
        return visit.go("papers")
    if are_answers_locked(visit.envelope, visit.now):
        return locked(visit)
    agreed = question_for(visit.envelope.party)
    form = AnswerForm(visit.request.POST or None)
    refusal = ""
    if visit.request.method == "POST" and form.is_valid():
        typed = form.cleaned_data["answer"]
        try:
            tried = try_proof(visit, lambda: check_answer(visit.envelope, typed, visit.level, visit.now))
        except Refused as refused:
            refusal = refused.sentence(language())
        else:
            if tried.ok or tried.locked:
                return _answered(visit, tried)
            wrong = _("This is not the answer that you agreed on with the court.")
            form.add_error("answer", with_tries_left(wrong, tried.tries_left))
    return visit.page("person", {"form": form, "question": agreed.question if agreed else "", "refusal": refusal})


def _answered(visit: Visit, tried: Proof) -> HttpResponse:
    if tried.locked:
        return locked(visit)
    session_assurance.remember(visit.request, visit.envelope, tried.level, visit.now)
    return on_with_it(visit)
