"""The page that whoever goes on a round has on their phone, and what it asks for and hands in.

The page itself holds nothing of anybody and works off line; a service worker that is limited to its path keeps it. The
phone is let in by what it was handed with its round, and by that alone: a session may end on the way.
"""

import json
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from hashlib import sha256
from typing import Annotated, Any, Concatenate, ParamSpec
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from songda.clock import now
from songda.core.evidence.readings import Door
from songda.core.refusal import Refused
from songda.core.words import say
from songda.records.matter.parties.showing import Subject, note_page
from songda.records.overview.boards.round_sheet import StopSheet, sheets_of
from songda.records.ways.visits.looks import settle
from songda.records.ways.visits.models import Round, Visit, VisitPhoto
from songda.records.ways.visits.reports import (
    PART,
    PhotoDraft,
    PhotoState,
    VisitDraft,
    photo_of_round,
    photo_state,
    put_part,
    report_visit,
)
from songda.records.ways.visits.rounds import GOES, end_round, note_seen, round_of_phone, take_along
from songda.web.console.shared import words
from songda.web.console.shared.gate import GET_ONLY, POST_ONLY, GuardedView, StaffRequest, actor, behind
from songda.web.console.shared.words import language

PHONE = "X-Songda-Phone"
FILES = ("look/tokens.css", "look/look.css", "console/field.css", "console/field.js", "look/icon.svg")
P = ParamSpec("P")
PhoneView = Callable[Concatenate[StaffRequest, Round, P], HttpResponseBase]


def from_phone(methods: tuple[str, ...]) -> Callable[[PhoneView[P]], GuardedView[P]]:
    """Let the phone in that shows what it was handed with its round; anybody else passes the gate and finds nothing."""

    def close(view: PhoneView[P]) -> GuardedView[P]:
        @behind(GOES, methods)
        def guarded(request: StaffRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            on: Round | None = getattr(request, "round", None)
            if on is None:
                return _refusal(Refused("round_no_phone"))
            note_seen(on, now())
            return view(request, on, *args, **kwargs)

        protected = csrf_protect(guarded)

        @csrf_exempt
        @wraps(view)
        def outer(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            shown = request.headers.get(PHONE, "")
            if not shown:
                return protected(request, *args, **kwargs)
            on = round_of_phone(shown, now())
            if on is None:
                return JsonResponse({"gone": True}, status=410)
            request.user, request.round = on.person, on  # type: ignore[attr-defined]
            return guarded(request, *args, **kwargs)

        outer.act, outer.methods = GOES, methods  # type: ignore[attr-defined]
        return outer  # type: ignore[return-value]

    return close


@behind(GOES)
def page(request: StaffRequest) -> HttpResponse:
    """The page, the same for everybody: what it shows of people comes later and stays sealed on the phone."""
    shown = render(request, "console/field/phone.html", _texts())
    shown.powers = ("geolocation",)  # type: ignore[attr-defined]  # which all other pages do without
    return shown


@behind(GOES)
def worker(request: StaffRequest) -> HttpResponse:
    """The service worker: it keeps the page and its files, and answers for nothing else."""
    files = [reverse("console:field"), *(static(name) for name in FILES)]
    shell = render_to_string("console/field/phone.html", _texts(), request)
    kept = {"name": f"songda-field-{sha256((shell + repr(files)).encode()).hexdigest()[:16]}", "files": files}
    script = render_to_string("console/field/worker.js", {"kept": json.dumps(kept)})
    return HttpResponse(script, content_type="text/javascript; charset=utf-8")


def _texts() -> dict[str, object]:
    """What the page says, and where it turns to."""
    named = {name: reverse(f"console:field_{name}") for name in ("door", "take", "state", "report", "end", "worker")}
    nowhere = UUID(int=0)
    named["photos"] = reverse("console:field_piece", args=[nowhere, 0]).partition(str(nowhere))[0]
    details: dict[str, Any] = {
        "refused": {code: say(f"visits.refused.{code}", language()) for code in ("heic", "unreadable", "too_large")},
        "outcome": {word: words.word(word, "deed_outcome") for word in ("signed", "left", "failed")},
        "part": PART,
    }
    return {"places": named, "told": details}


@behind(GOES)
def door(request: StaffRequest) -> HttpResponse:
    """Whether they are signed in, the mark against forged forms, and whether a round waits for them."""
    found = _own_round(request)
    waits = {"id": str(found.id), "day": found.day.isoformat()} if found else None
    return JsonResponse({"token": get_token(request), "round": waits, "now": now().isoformat()})


def _own_round(request: StaffRequest) -> Round | None:
    """Their round of today, or the last one before whose phone may still hold something."""
    rows = Round.objects.filter(person=request.user, court=request.court, ended_at=None, shut_at=None)
    today = timezone.localtime(now()).date()
    current = rows.filter(day__gte=today).order_by("day").first()
    return current or rows.filter(taken_at__isnull=False).order_by("-day").first()


@behind(GOES, POST_ONLY)
def take(request: StaffRequest) -> HttpResponse:
    """Hand the round to this phone, with the key under which it keeps everything; what it shows is put on record."""
    moment = now()
    round_id = _uuid(request.POST.get("round", ""))
    found = Round.objects.filter(id=round_id, court=request.court).first() if round_id else _own_round(request)
    if found is None:
        return _refusal(Refused("round_none"))
    try:
        taken = take_along(found, request.user, moment)
    except Refused as refused:
        return _refusal(refused)
    on = taken.round
    sheets = [] if taken.is_over else sheets_of(on, moment)
    subjects = [Subject(sheet.party.case_id, sheet.party.id) for sheet in sheets]
    note_page(request.court.id, subjects, Door.FIELD, actor(request), moment)
    return JsonResponse(
        {
            "id": str(on.id),
            "day": on.day.isoformat(),
            "ends_at": on.ends_at.isoformat(),
            "now": moment.isoformat(),
            "mark": on.mark,
            "key": taken.key,
            "phone": taken.phone,
            "over": taken.is_over,
            "court": request.court.name_in(language()),
            "person": str(on.person),
            "stops": [_stop(sheet) for sheet in sheets],
        }
    )


def _stop(sheet: StopSheet) -> dict[str, object]:
    party, case = sheet.party, sheet.stop.envelope.case
    return {
        "id": str(sheet.stop.id),
        "place": sheet.place,
        "name": party.name,
        "role": words.word(party.role, "role"),
        "case": case.number,
        "papers": [
            {"id": str(one.service.id), "title": one.service.paper.title, "served": one.is_served}
            for one in sheet.papers
        ],
        "signers": [[word, words.word(word, "signer")] for word in sheet.signers],
        "others": [[word, str(name)] for word, name in words.choices(words.SIGNER) if word not in sheet.signers],
        "leavings": [[word, words.word(word, "leaving")] for word in sheet.leavings],
        "only_in_person": sheet.only_in_person,
        "tried": [_tried(*one) for one in ((t.at, t.way, t.outcome, t.manner) for t in sheet.tried)],
        "note": sheet.note,
        "care": [words.word(word, "need") for word in sheet.care],
        "phones": list(sheet.phones),
    }


def _tried(at: datetime, way: str, outcome: str, manner: str) -> str:
    how = words.word(manner, "leaving" if outcome == "left" else "return_cause") if manner else ""
    parts = [words.word(way, "deed_way"), words.word(outcome, "deed_outcome"), how]
    return f"{timezone.localtime(at):%Y-%m-%d} " + " · ".join(word for word in parts if word)


@from_phone(GET_ONLY)
def state(request: StaffRequest, on: Round) -> HttpResponse:  # noqa: ARG001 - the gate hands it over
    """What changed since: what was served by another way, what was called off, whether the round is over."""
    moment = now()
    stops = [] if moment >= on.ends_at else sheets_of(on, moment)
    served = {str(sheet.stop.id): [str(one.service.id) for one in sheet.papers if one.is_served] for sheet in stops}
    seen = {str(visit.id): visit.state for visit in Visit.objects.filter(stop__round=on)}
    return JsonResponse(
        {"now": moment.isoformat(), "over": moment >= on.ends_at, "stops": served, "visits": seen, "shut": False}
    )


class _PhotoIn(BaseModel):
    model_config = ConfigDict(extra="forbid")
    id: UUID
    kind: str
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    size: int
    taken_at: AwareDatetime


class _VisitIn(BaseModel):
    model_config = ConfigDict(extra="forbid")
    id: UUID
    stop: UUID
    outcome: str
    signer: str = ""
    manner: str = ""
    services: Annotated[list[UUID], Field(max_length=100)] = []
    at: AwareDatetime
    phone_now: AwareDatetime
    mark: str = ""
    told: dict[str, Any] = {}
    photos: Annotated[list[_PhotoIn], Field(max_length=100)] = []

    def draft(self) -> VisitDraft:
        photos = tuple(
            PhotoDraft(one.id, one.kind, bytes.fromhex(one.sha256), one.size, one.taken_at) for one in self.photos
        )
        own = {
            name: getattr(self, name)
            for name in ("id", "outcome", "signer", "manner", "at", "phone_now", "mark", "told")
        }
        return VisitDraft(stop_id=self.stop, services=tuple(self.services), photos=photos, **own)


@from_phone(POST_ONLY)
def report(request: StaffRequest, on: Round) -> HttpResponse:
    """A visit comes in, for the first time or again; the answer tells which pieces of its photographs are missing."""
    try:
        draft = _VisitIn.model_validate_json(request.body).draft()
        visit = report_visit(on, draft, actor(request), now())
    except ValidationError:
        return _refusal(Refused("visit_unreadable"))
    except Refused as refused:
        return _refusal(refused)
    settle(visit, now())
    photos = {str(one.id): _standing(photo_state(one)) for one in visit.photos.all()}
    return JsonResponse({"id": str(visit.id), "received_at": visit.received_at.isoformat(), "photos": photos})


@from_phone(POST_ONLY)
def piece(request: StaffRequest, on: Round, visit_photo_id: UUID, part: int) -> HttpResponse:
    """One piece of a photograph; the answer tells what is missing still."""
    try:
        photo = photo_of_round(on, visit_photo_id)
        state = put_part(photo, part, request.body, actor(request), now())
    except VisitPhoto.DoesNotExist:
        raise Http404 from None
    except Refused as refused:
        return _refusal(refused)
    if state.is_kept:
        settle(Visit.objects.select_related("stop__envelope__case", "stop__round").get(id=photo.visit_id), now())
    return JsonResponse(_standing(state))


@from_phone(POST_ONLY)
def end(request: StaffRequest, on: Round) -> HttpResponse:
    """The phone has handed everything in, and deletes what it kept once it reads this."""
    end_round(on, actor(request), now())
    return JsonResponse({"ended": True})


def _standing(of: PhotoState) -> dict[str, object]:
    why = say(f"visits.refused.{of.refused}", language()) if of.refused else ""
    return {"kept": of.is_kept, "missing": list(of.missing), "refused": of.refused, "why": why}


def _refusal(refused: Refused) -> JsonResponse:
    return JsonResponse({"code": refused.code, "said": refused.sentence(language())}, status=422)


def _uuid(typed: str) -> UUID | None:
    try:
        return UUID(typed)
    except ValueError:
        return None
