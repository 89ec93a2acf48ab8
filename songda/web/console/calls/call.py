"""The call desk: a party is asked on the telephone, and what was said and answered is recorded with the recording."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from time import sleep
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from songda.channels.registry import mask_address, telephone_kinds
from songda.clock import now, steady
from songda.core.access import Act
from songda.core.circumstances import Kind, bases_for
from songda.core.identity import LONGEST_ANSWER, LONGEST_QUESTION
from songda.core.refusal import Refused
from songda.records.law.plans import plans_of_people
from songda.records.matter.circumstances.reading import is_body
from songda.records.matter.parties.doubts import doubts_about_address, doubts_about_class
from songda.records.matter.parties.drafts import AddressDraft
from songda.records.matter.parties.models import Address, Party
from songda.records.service.calls.models import Call
from songda.records.service.orders.models import Service
from songda.records.service.tasks.unfinished import calls_due
from songda.records.service.telephone.dialling import hang_up
from songda.records.service.telephone.models import Dial, Recording
from songda.records.service.telephone.recordings import RecordingDraft, keep_recording, take_back
from songda.records.ways.lookups.disclosure import covered
from songda.records.ways.portal.personal_proofs.actions import agree_question, question_for
from songda.records.ways.telephone.calls.actions import record_call
from songda.records.ways.telephone.calls.contents import MOBILE, services_sent
from songda.records.ways.telephone.calls.desk import untold_dials
from songda.records.ways.telephone.calls.drafts import CallDraft
from songda.records.ways.telephone.calls.following import repeat_call, why_not_repeated
from songda.records.ways.telephone.calls.sound import MINUTE_MS, call_of, was_not_taken
from songda.web.console.calls.desk import to_next_call
from songda.web.console.shared import words
from songda.web.console.shared.forms import (
    ChosenFile,
    Moment,
    RadioChoices,
    TickChoices,
    Words,
    before_the_case,
    carry_out,
    givers_of,
    is_sure,
    offer_givers,
)
from songda.web.console.shared.gate import GET_AND_POST, StaffRequest, actor, behind
from songda.web.console.shared.lines import line_of
from songda.web.console.shared.lookup_or_404 import the_party
from songda.web.console.shared.pages import Question, ask

OTHER = "other"  # none of their numbers on file
HANG_UP = "hang_up"  # the button that ends the call and records nothing
JUST_NOW = timedelta(hours=1)
LINE_WAIT_S = 6  # at most, for what the telephone system does within two or three
TO_THE_MINUTE = "%Y-%m-%dT%H:%M"


class CallForm(forms.Form):
    """A telephone call: which number, when, what was told, how it ended."""

    address = forms.TypedChoiceField(
        label=_lazy("Which number was called?"),
        coerce=lambda word: OTHER if word == OTHER else UUID(word),
        widget=RadioChoices,
        error_messages={"required": _lazy("Say which number was called: the call confirms that one and no other.")},
    )
    send_to = Words(
        label=_lazy("Mobile number that they name for papers"),
        required=False,
        max_length=20,
        help_text=_lazy("Where they agree at a landline, or want papers at another number than the one called."),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    number = Words(
        label=_lazy("If another number: which"),
        required=False,
        max_length=20,
        help_text=_lazy("If they agree, it becomes their number for service."),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    at = Moment(label=_lazy("When the call began"))
    opened_at = Words(widget=forms.HiddenInput, required=False)  # what stood in `at` before anybody typed
    minutes = forms.IntegerField(
        label=_lazy("Minutes"),
        min_value=0,
        max_value=600,
        required=False,
        help_text=_lazy("As the telephone counted them; empty where nobody did."),
    )
    told = forms.MultipleChoiceField(
        label=_lazy("What the party was told"), choices=words.choices(words.TOLD), widget=TickChoices, required=False
    )
    outcome = forms.ChoiceField(label=_lazy("How it ended"), choices=words.choices(words.OUTCOME), widget=RadioChoices)
    is_matched = forms.BooleanField(
        label=_lazy("They said the last four characters of their ID number, and these match the file"),
        required=False,
        help_text=_lazy("Without that no consent, no receipt and no wish of theirs is recorded."),
    )
    is_known_otherwise = forms.BooleanField(
        label=_lazy("No number is on file; they answered what only they know, and the note says what"),
        required=False,
        help_text=_lazy("Without that no consent, no receipt and no wish of theirs is recorded."),
    )
    wishes = forms.MultipleChoiceField(
        label=_lazy("What they need or wish"),
        widget=TickChoices(attrs={"many": "few"}),
        required=False,
        help_text=_lazy("Holds in all their cases at this court, until they say otherwise."),
    )
    received = forms.TypedMultipleChoiceField(
        label=_lazy("Which papers they said to have received"),
        coerce=UUID,
        widget=TickChoices,
        required=False,
        help_text=_lazy(
            "Only where they confirm receipt or agree. It is proof of receipt for the default-judgment guard."
        ),
    )
    again_at = Moment(
        label=_lazy("If they are to be called again: when"),
        required=False,
        help_text=_lazy("The call comes back to Today at that moment."),
    )
    stages = forms.MultipleChoiceField(
        label=_lazy("If they agree: for which stages"),
        choices=words.choices(words.STAGE),
        widget=TickChoices(attrs={"many": "few"}),
    )
    given_by_id = forms.TypedChoiceField(
        label=_lazy("If they agree: who spoke"), coerce=UUID, empty_value=None, required=False
    )
    question = Words(
        label=_lazy("Question that was agreed on"),
        required=False,
        max_length=LONGEST_QUESTION,
        help_text=_lazy(
            "In a case about personal status they open their papers with its answer. Nothing of the case in it."
        ),
    )
    answer = Words(
        label=_lazy("Their answer"),
        required=False,
        max_length=LONGEST_ANSWER,
        help_text=_lazy("As they say it. It is kept as a keyed hash and never shown again."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    note = Words(
        label=_lazy("Note"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_lazy("The answers in the party's own words. Kept sealed."),
    )
    recording = forms.FileField(
        label=_lazy("Recording"),
        required=False,
        widget=ChosenFile(attrs={"accept": ".wav,.mp3,.ogg,.m4a,audio/*"}),
        help_text=_lazy("WAV, MP3, OGG or M4A, the whole talk. Kept sealed; every listening is put on record."),
    )
    no_recording = forms.ChoiceField(
        label=_lazy("If there is none, or it is shorter than the talk: why"),
        choices=[("", _lazy("The whole talk is recorded, or nobody spoke")), *words.choices(words.ABSENCE)],
        required=False,
    )

    text_after = forms.BooleanField(
        label=_lazy("Repeat by text message what was agreed, with a check code"),
        required=False,
        help_text=_lazy("Goes to the number that was called, where they agreed, refused or asked to be called again."),
    )

    def __init__(
        self,
        *args: Any,
        numbers: list[tuple[str, str]],
        givers: list[tuple[str, str]],
        sent: list[tuple[str, str]],
        speaks: Party,
        dial: Dial | None = None,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.dial = dial
        self.fields["again_at"].note = "expected"  # type: ignore[attr-defined]  # where it is shown it is asked
        offer_givers(self, givers)
        self._offer_sent(sent)
        self._offer_speaker(speaks)
        if dial is not None:
            del self.fields["at"], self.fields["minutes"], self.fields["opened_at"]  # the line saw and counted them
        self.fields["address"].choices = [*numbers, (OTHER, _lazy("Another number"))]  # type: ignore[attr-defined]

    def _offer_sent(self, sent: list[tuple[str, str]]) -> None:
        """The papers that they may confirm; where none was sent nobody is asked, and the outcome is not offered."""
        self.fields["received"].choices = sent  # type: ignore[attr-defined]
        if not sent:
            del self.fields["received"]
            outcomes = [choice for choice in words.choices(words.OUTCOME) if choice[0] != "received"]
            self.fields["outcome"].choices = outcomes  # type: ignore[attr-defined]

    def _offer_speaker(self, party: Party) -> None:
        """How they can be known, and what may be a wish of theirs: a company needs no large print."""
        people = [party, *party.representatives.all()]
        if all(one.number_sealed for one in people):
            del self.fields["is_known_otherwise"]
        if not any(one.number_sealed for one in people):
            del self.fields["is_matched"]
        if not party.case.is_status_case:
            del self.fields["question"], self.fields["answer"]
        needs = bases_for(Kind.CARE, is_body=is_body(party))
        self.fields["wishes"].choices = [(need, words.word(need, "need")) for need in needs]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Another number is named, and a number beside one of theirs says two things."""
        typed = super().clean() or {}
        is_other, number = typed.get("address") == OTHER, typed.get("number", "").strip()
        if is_other and not number:
            self.add_error("number", _("Type the number that was called."))
        if bool(typed.get("question")) != bool(typed.get("answer")):
            self.add_error("answer" if typed.get("question") else "question", _("Give both, or neither."))
        if number and not is_other and "address" in typed:
            self.add_error("number", _("Choose “Another number”, or leave this empty."))
        self._reckon_back(typed)
        return typed

    def _reckon_back(self, typed: dict[str, Any]) -> None:
        """Whoever opened the form after the talk and typed how long it took means that it has just ended."""
        at, opened_at, minutes = typed.get("at"), typed.pop("opened_at", ""), typed.get("minutes")
        if at and minutes and f"{timezone.localtime(at):{TO_THE_MINUTE}}" == opened_at:
            typed["at"] = min(at, now() - timedelta(minutes=minutes))

    def draft(self) -> CallDraft:
        """What is to be recorded."""
        typed: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in self.cleaned_data.items()
        }
        typed.pop("recording")
        for field_name in ("text_after", "question", "answer"):
            typed.pop(field_name, None)
        address = typed.pop("address")
        if self.dial is not None:
            typed["at"] = self.dial.began_at
        return CallDraft(
            address_id=None if address == OTHER else address,
            dial_id=self.dial.id if self.dial else None,
            **typed,
        )


def callable_numbers(addresses: list[Address], covered: Collection[UUID] = ()) -> list[tuple[str, str]]:
    """The telephone numbers among the addresses, in full: whoever calls must dial them.

    Those that a look-up found stay masked for whoever has not uncovered them there.
    """
    return [(str(a.id), _callable(a, is_covered=a.id in covered)) for a in addresses if a.kind in telephone_kinds()]


def _callable(number: Address, *, is_covered: bool) -> str:
    sure = words.word(number.address_class, "address_class")
    shown = mask_address(number.kind, number.value) if is_covered else number.value
    return _("%(number)s (%(sure)s)") % {"number": shown, "sure": sure}


def papers_sent(services: Sequence[Service]) -> list[tuple[str, str]]:
    """The papers that are on their way to them, each with the day on which it was ordered."""
    return [(str(service.id), _ordered(service)) for service in services]


def _ordered(service: Service) -> str:
    day = timezone.localdate(service.envelope.placed_at).isoformat()
    return _("%(title)s (ordered on %(day)s)") % {"title": service.paper.title, "day": day}


@transaction.atomic
def close_call(party: Party, form: CallForm, by: str, now: datetime) -> Call:
    """Keep the recording that was chosen first, then record what came of the call; both, or neither."""
    draft, chosen = form.draft(), form.cleaned_data["recording"]
    if chosen is None or chosen is False:
        return _recorded(party, form, draft, by, now)
    kept = keep_recording(RecordingDraft(party, chosen.chunks()), by, now)
    try:
        return _recorded(party, form, draft.with_recording(kept.id), by, now)
    except BaseException:
        take_back(kept)
        raise


def _recorded(party: Party, form: CallForm, draft: CallDraft, by: str, now: datetime) -> Call:
    call = record_call(party, draft, by, now)
    if form.cleaned_data.get("question"):
        agree_question(party, form.cleaned_data["question"], form.cleaned_data["answer"], by, now)
    if form.cleaned_data["text_after"]:
        repeat_call(call, draft.again_at, by, now)
    return call


def dial_to_tell(party: Party, typed_id: str) -> Dial | None:
    """The dial whose outcome is told, or was; None where none is named."""
    try:
        dial_id = UUID(typed_id)
    except ValueError:
        return None
    return party.dials.select_related("recording", "address", "caller").filter(id=dial_id, kind="talk").first()


def facts_of(dial: Dial) -> dict[str, object]:
    """What the telephone system knows, so that nobody types it: where nobody took it, nobody was reached."""
    known: dict[str, object] = {"address": str(dial.address_id)}
    return known | {"outcome": "unreachable"} if dial.ended_at and was_not_taken(dial) else known


def minutes_of_line(dial: Dial | None) -> int | None:
    """How long the line says that it took, a begun minute counted."""
    return None if dial is None else -(-dial.talk_ms // MINUTE_MS)


@behind(Act.RECORD_CONSENT, GET_AND_POST)
def new_call(request: StaffRequest, party_id: UUID) -> HttpResponse:
    """The call desk: what to say, and what was answered."""
    party = the_party(request, party_id)
    dial = dial_to_tell(party, request.GET.get("dial", ""))
    if dial is not None and (told := call_of(dial)):
        messages.info(request, _("What came of this call is on record already; nothing was recorded a second time."))
        return redirect("console:call", told.id)
    if dial is not None and "HX-Request" in request.headers and request.method == "GET":
        return render(request, "console/calls/parts/line.html", _line(dial))
    form, masked = _form(request, party, dial)
    if dial is not None and request.method == "POST" and not any(map(request.POST.get, (HANG_UP, "no_recording"))):
        wait_for_line(dial)
    if dial is not None and HANG_UP in request.POST:
        hang_up(dial, actor(request), now())
        dial.refresh_from_db()
        form.errors.clear()  # nothing was to be recorded yet
    elif (
        form.is_valid()
        and is_sure(form, _odd(party, form, now()))
        and (call := carry_out(form, lambda: close_call(party, form, actor(request), now())))
    ):
        _say_recorded(request, call)
        if form.cleaned_data["text_after"] and (why := why_not_repeated(call)):
            messages.warning(request, Refused(why).sentence(words.language()))
        return to_next_call(request, party) if "then_next" in request.POST else redirect("console:call", call.id)
    question = Question(
        _("Call"),
        _("Record the call"),
        reverse("console:party", args=[party.id]),
        party.case,
        template="console/calls/call.html",
        context={
            "party": party,
            "desk": "calls",
            **_line(dial),
            "untold": None if dial else untold_dials([party.id]).get(party.id),
            "covered": masked,
            "tasks": (due := calls_due(party)),
            "told": plans_of_people([party.id], now()).get(party.id),
            "is_at_desk": any(task.owner_id == request.user.id for task in due),
            "minutes": minutes_of_line(dial),
            "agreed": question_for(party) if party.case.is_status_case else None,
        },
    )
    return ask(request, form, question)


def wait_for_line(dial: Dial) -> None:
    """Wait a few seconds for a call that is being ended and for its recording, rather than refuse what was typed."""
    until = steady() + LINE_WAIT_S
    while _is_on_its_way(dial) and steady() < until:
        sleep(0.25)
        dial.refresh_from_db()


def _is_on_its_way(dial: Dial) -> bool:
    if dial.ended_at is None:
        return dial.hang_up_at is not None
    return dial.answered_at is not None and not dial.no_recording and not Recording.objects.filter(dial=dial).exists()


def _line(dial: Dial | None) -> dict[str, object]:
    """What the line of this call does, which looks again by itself."""
    return {"dial": dial, "line": line_of(dial) if dial else None}


def _say_recorded(request: StaffRequest, call: Call) -> None:
    """Whose call, and what came of it: the page that follows may be about somebody else."""
    told = {"name": call.party.name, "outcome": words.word(call.outcome, "outcome")}
    messages.success(request, _("Recorded: %(name)s – %(outcome)s.") % told)


def _odd(party: Party, form: CallForm, at: datetime) -> list[str]:
    """What is odd about a call: that there was no case yet, that a number which it makes theirs is the other side's.

    That it was recorded a moment ago, perhaps by somebody else; and that a voice which nobody knew refused.
    """
    draft = form.draft()
    agreed = draft.outcome == "agrees"
    typed = [number for number in (draft.number if agreed else "", draft.send_to) if number.strip()]
    odd = [one for number in typed for one in doubts_about_address(party, AddressDraft(MOBILE, number, "provided"))]
    if agreed and draft.address_id and (called := party.addresses.filter(id=draft.address_id).first()):
        odd += doubts_about_class(called, "confirmed")
    sentences = [*before_the_case(party.case, draft.at), *(one.sentence(words.language()) for one in odd)]
    if draft.dial_id is None:  # a call over the line is one by itself
        sentences += _recorded_just_now(party, draft, at)
    if draft.outcome == "refuses" and not (draft.is_matched or draft.is_known_otherwise):
        sentences.append(_("Nobody showed that they were this person. From the refusal on nothing is sent to them."))
    return list(dict.fromkeys(sentences))


def _recorded_just_now(party: Party, draft: CallDraft, at: datetime) -> list[str]:
    """Calls of this number that are on record already, so that none is recorded twice."""
    calls = party.calls.filter(struck_at=None, recorded_at__gt=at - JUST_NOW).select_related("caller")
    return [
        _("%(who)s recorded a call with this person at %(at)s: %(outcome)s. Was this another call?")
        % {
            "who": call.caller,
            "at": f"{timezone.localtime(call.recorded_at):%H:%M}",
            "outcome": words.word(call.outcome, "outcome"),
        }
        for call in calls.order_by("recorded_at")
        if call.address_id == draft.address_id
    ]


def _form(request: StaffRequest, party: Party, dial: Dial | None) -> tuple[CallForm, set[UUID]]:
    """The form, and which numbers stay masked."""
    addresses = list(party.addresses.filter(retired_at=None).order_by("recorded_at", "id"))
    masked = covered(request.user, addresses)
    numbers = callable_numbers(addresses, masked)
    opened_at = timezone.localtime(now())
    first = {"at": opened_at, "opened_at": f"{opened_at:{TO_THE_MINUTE}}", "stages": [party.case.stage]}
    if dial is not None:
        first |= facts_of(dial)
        numbers = [number for number in numbers if number[0] == str(dial.address_id)]
    sent = (request.POST or None, request.FILES or None)
    papers = papers_sent(list(services_sent(party, now())))
    form = CallForm(
        *sent, numbers=numbers, givers=givers_of(party), sent=papers, speaks=party, dial=dial, initial=first
    )
    return form, masked
