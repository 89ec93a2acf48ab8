"""Takes every form that people send: once only, and what was typed comes back where the form could not be taken."""

import hashlib
import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from pathlib import PurePosixPath
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.messages import get_messages
from django.contrib.sessions.backends.base import UpdateError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, UnreadablePostError
from django.middleware.csrf import CsrfViewMiddleware, rotate_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve

from songda.clock import now
from songda.core.identifiers.typed import named_address
from songda.records.ground import vault
from songda.records.ground.limits.actions import LimitedInput, TooManyTriesError, count_try
from songda.records.ground.sent_forms.actions import (
    KEEPS_FOR,
    PROVED,
    FormKey,
    Outcome,
    Sending,
    SentBefore,
    TypedForm,
    drop_typed,
    keep_typed,
    read_key,
    send_once,
    typed_before,
)
from songda.records.ground.sent_forms.drafts import KEEPS_DRAFT, DraftFound, draft_of, drop_draft, keep_draft, typed_of
from songda.web.look.kept_files import drop_named, keep_of_form, keep_until_signed_in, put_back, words_for
from songda.web.look.refilling import Form, Page

Answer = Callable[[HttpRequest], HttpResponse]
FIELD = "form_key"
_MARKS = {FIELD, "csrfmiddlewaretoken"}
_FORMS = {"application/x-www-form-urlencoded", "multipart/form-data"}
_PROGRAMS, _OF_RECIPIENTS = "/api/", "/s/"
_DRAFTS = "/console/draft"  # they name the form that they belong to, and send nothing
_MADE = 201  # a page that shows what was made, once
_OF_THE_BROWSER = {"account_logout", "portal:leave", "set_language", "set_type_size"}  # they change no record
# The next thing goes by the same form at once; to call somebody once more is a call of its own, and so is another case.
# Where a form only leads to a code, nothing is done before that was scanned or typed: who comes back has sent nothing.
_ONE_AFTER_ANOTHER = {
    "console:returns",
    "console:batch_count",
    "console:new_dial",
    "console:new_notice",
    "console:new_call",
    "console:register",
    "portal:account",
    "portal:address",
    "portal:not_me",
}
_PRESSED_TWICE = timedelta(seconds=3)  # one press or two: nobody has read what the first led to
_HAS_MESSAGES = "console:"  # the pages of this room show them
_NOT_YET_SEEN = "not_yet_seen"  # in a session that a form made: no browser has come with it so far


def writer_of(request: HttpRequest) -> str:
    """Who proved at a door to be there; empty for nobody known."""
    return getattr(request, "writer", "")


def sent_once(answer: Answer) -> Answer:
    """A form with a key of ours is carried out once; everything else goes its way."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            request.session.pop(_NOT_YET_SEEN, None)
        if request.method != "POST":
            request.fields_to_come = partial(fields_to_come, request)  # type: ignore[attr-defined]  # asked by pages with rows
            return give_back(request, answer(request))
        key = _key(request)
        return answer(request) if key is None else _take(request, key, answer)

    return middleware


def _key(request: HttpRequest) -> FormKey | None:
    """The key that a form of ours brought; what programs send is theirs."""
    if request.content_type not in _FORMS or request.path.startswith((_PROGRAMS, _DRAFTS)):
        return None
    try:
        return read_key(request.POST.get(FIELD, ""))
    except UnreadablePostError:
        return None


def _take(request: HttpRequest, key: FormKey, answer: Answer) -> HttpResponse:
    put_back(request, now())
    sending = Sending(key, request.path, _typed_hash(request), _holder(request))
    outcome = send_once(sending, lambda: _carried_out(request, answer), now())
    if isinstance(outcome, SentBefore):
        return _again(request, key, outcome, answer)
    if getattr(request, "is_turned_away", False):
        return _turned_away(request, key, outcome.answer)
    if outcome.is_done:
        drop_named(request, now())
    elif not outcome.is_broken:
        keep_of_form(request, outcome.answer, now())
        if KEEPS_DRAFT in request.POST:  # whoever leaves the page that says what is wrong finds it here again
            keep_draft(writer_of(request), request.path, typed_of(request.POST.lists()), now(), key)
    return outcome.answer


def _carried_out(request: HttpRequest, answer: Answer) -> Outcome[HttpResponse]:
    """Act, and store with it what the next page has to say: a second sending, which waits for this one, leads there."""
    response = answer(request)
    if response.status_code not in {_MADE, 301, 302, 303}:
        return Outcome(response, is_done=False, is_broken=response.status_code >= 500)
    get_messages(request).update(response)  # type: ignore[union-attr]  # the middleware put its storage there
    if not getattr(request, "is_turned_away", False):
        note_sent(request, now())
    if is_new := _has_new_session(request):
        request.session[_NOT_YET_SEEN] = True
    if request.session.modified:
        with suppress(UpdateError):  # the session ended meanwhile: its own middleware says so
            request.session.save()
    gives = _gives(request, response, is_new=is_new)
    return Outcome(response, leads_to=response.headers.get("Location", ""), gives=gives)


def _again(request: HttpRequest, key: FormKey, before: SentBefore, answer: Answer) -> HttpResponse:
    """The same form once more: on to where the first one led, or back to the form where other words were typed.

    What is asked of this browser alone is done each time: by a page of an earlier visit, whose way out was pressed
    before, whoever came in again leaves once more.
    """
    if not before.given and resolve(request.path).view_name in _OF_THE_BROWSER:
        return answer(request)
    if not before.is_same and (kept := _kept(request, key, before.at)):
        return kept
    if before.is_same and before.leads_to:
        onward = HttpResponseRedirect(before.leads_to)
        if before.given:
            _give_again(request, onward, json.loads(before.given))
        # Whoever goes back and sends an old page again may have undone meanwhile what it did.
        elif now() - before.at > _PRESSED_TWICE and resolve(request.path).view_name.startswith(_HAS_MESSAGES):
            messages.info(request, _word(request, "sent_again", before.at).strip())
        return onward
    return render(request, "look/sent_before.html", {"at": before.at, "zone": settings.TIME_ZONE}, status=409)


# A browser whose user presses a button again gives up the answer to the first sending, and with it the session that a
# proof made: without it the answer to the second would lead to a page that knows nobody. So the second is given what
# the first was given. A session is given again only until a browser has come with it, and only to the browser that
# brought the very same form, words and cookies: whoever saw a form, or planted a session before it, gets nothing.


def _holder(request: HttpRequest) -> str:
    """What the browser brought that no page shows and no other has: the mark against forged forms, and its session."""
    mark = request.COOKIES.get(settings.CSRF_COOKIE_NAME)
    return f"{mark} {request.COOKIES.get(settings.SESSION_COOKIE_NAME, '')}" if mark else ""


def _has_new_session(request: HttpRequest) -> bool:
    key = request.session.session_key  # none as long as it is not stored
    is_old = key is not None and key == request.COOKIES.get(settings.SESSION_COOKIE_NAME)
    return not is_old and not request.session.is_empty()


def _gives(request: HttpRequest, answer: HttpResponse, *, is_new: bool) -> str:
    """The session that was made (empty text: the old one ended), a new mark against forged forms, other cookies."""
    given: dict[str, Any] = {}
    if is_new:
        given["session"] = request.session.session_key
    elif settings.SESSION_COOKIE_NAME in request.COOKIES and request.session.is_empty():
        given["session"] = ""
    if request.META.get("CSRF_COOKIE_NEEDS_UPDATE"):
        given["mark"] = True
    if answer.cookies:
        given["cookies"] = [cookie.OutputString() for cookie in answer.cookies.values()]
    return json.dumps(given) if given else ""


def _give_again(request: HttpRequest, answer: HttpResponse, given: Mapping[str, Any]) -> None:
    if "session" in given:
        session = type(request.session)(given["session"] or None)
        if given["session"] and not session.get(_NOT_YET_SEEN):
            return
        session.modified = bool(given["session"])  # its middleware sets the cookie
        request.session = session
    if "mark" in given:
        rotate_token(request)
    for cookie in given.get("cookies", ()):
        answer.cookies.load(cookie)


def _is_here(request: HttpRequest, key: FormKey) -> bool:
    """Whether a session shows who wrote it: what is kept in it takes the place of what was kept before."""
    user = getattr(request, "user", None)
    proved = request.session.get(PROVED, {}).values() if settings.SESSION_COOKIE_NAME in request.COOKIES else ()
    people = {writer_of(request), f"staff:{getattr(user, 'pk', None)}", *(f"person:{one['person']}" for one in proved)}
    return any(key.is_of(one) for one in people if one)


def _has_mark(request: HttpRequest) -> bool:
    """Whether it passes the guard against forged forms, which a form that was sent before has not come to."""
    guard = CsrfViewMiddleware(lambda _request: HttpResponse())
    return guard.process_view(request, _no_view, (), {}) is None


def _no_view() -> HttpResponse:
    """In place of a view for the guard, which asks whether it goes without."""
    raise NotImplementedError


def _may_be_kept(request: HttpRequest, key: FormKey) -> bool:
    """Whether anything is kept of it: for a writer known, and of no stranger who came by a page of theirs.

    Whose session ended comes with nothing but the page that they were shown: a few times a day that is enough.
    """
    if not key.has_writer or _is_here(request, key):
        return key.has_writer
    if now() - key.made_at > KEEPS_FOR or not _has_mark(request):
        return False
    try:
        count_try(LimitedInput.TYPED, key.room, now())
    except TooManyTriesError:
        return False
    return True


def _turned_away(request: HttpRequest, key: FormKey, answer: HttpResponse) -> HttpResponse:
    """Keep what was typed. Recipients go where the view sends them to prove more, everybody else to the form's page.

    The page of a form may be shown to somebody who may not yet send it: led back there, they would never learn why.
    """
    kept = _kept(request, key)
    is_led_on = request.path.startswith(_OF_RECIPIENTS) and "Location" in answer.headers
    return answer if kept is None or is_led_on else kept


def _kept(request: HttpRequest, key: FormKey, sent_before: datetime | None = None) -> HttpResponse | None:
    """Keep what was typed and go to the page of the form; None where nothing of it may be kept, or it is too long."""
    if not _may_be_kept(request, key):
        return None
    page, fields = _page(request), {name: values for name, values in request.POST.lists() if name not in _MARKS}
    if not request.path.startswith(_OF_RECIPIENTS):  # members of staff alone send files with forms that count once
        fields |= keep_until_signed_in(request, key, now())
    typed = TypedForm(
        key.text,
        request.path,
        page,
        fields,
        now().isoformat(),
        "" if sent_before is None else sent_before.isoformat(),
        needs_proof=getattr(request, "needs_proof", False),
    )
    return HttpResponseRedirect(page) if keep_typed(request.session, typed) else None


def _page(request: HttpRequest) -> str:
    """Where the form stands, as far as it can be opened: here, where its sender came from, or further up."""
    came_from = named_address(request.headers.get("Referer", ""))
    places = [request.path, came_from.path if came_from.netloc == request.get_host() else ""]
    for parent in PurePosixPath(request.path).parents:
        places += [f"{parent}/", str(parent)]
    return next((place for place in places if _can_be_opened(place)), "/")


def _can_be_opened(path: str) -> bool:
    try:
        return "GET" in getattr(resolve(path).func, "methods", ())
    except Resolver404:
        return False


def _typed_hash(request: HttpRequest) -> bytes:
    """A hash of everything that was typed and chosen, files and all."""
    digest = hashlib.sha256()
    for name, values in sorted(request.POST.lists()):
        if name not in _MARKS:
            digest.update(repr((name, values)).encode())
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            digest.update(repr((name, file.name, file.size)).encode())
            for piece in file.chunks():
                digest.update(piece)
            file.seek(0)
    return digest.digest()


_SENT = "forms_sent"
_KEEPS = f'name="{KEEPS_DRAFT}"'.encode()
_SENT_LASTS = timedelta(minutes=30)
_MOST_SENT = 10


def note_sent(request: HttpRequest, at: datetime) -> None:
    """Remember in this visit that the form of this page was sent, so that going back tells it."""
    typed = typed_before(request.session, at)
    if typed is not None and _is_answered(typed, request.path):
        drop_typed(request.session)
    if KEEPS_DRAFT in request.POST:
        drop_draft(writer_of(request), request.path)
    match = request.resolver_match
    if match is None or "GET" not in getattr(match.func, "methods", ()) or getattr(request, "is_proof", False):
        return
    if match.view_name in _ONE_AFTER_ANOTHER:
        return
    sent = {**request.session.get(_SENT, {}), _index(request.path): at.isoformat()}
    request.session[_SENT] = dict(list(sent.items())[-_MOST_SENT:])


def _is_answered(typed: TypedForm, path: str) -> bool:
    """Whether this form was that one, or the other answer to the same question: agree/no beside agree/yes."""
    question = str(PurePosixPath(path).parent)
    return path == typed.address or question == typed.page == str(PurePosixPath(typed.address).parent)


def give_back(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """The page as it is, or with what its writer had typed, or with the word that its form was sent."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or not _is_page(answer):
        return answer
    typed = _typed(request)
    draft = _draft(request) if typed is None and _KEEPS in answer.content else None
    sent_at = _sent_at(request)
    if typed is None and draft is None and sent_at is None:
        return answer
    page = Page(request.path, answer.content.decode())
    own = [form for form in page.forms if form.address == request.path]
    if typed is not None and (meant := _meant(page.forms, typed, request.path)):
        sent_before = typed.sent_before and datetime.fromisoformat(typed.sent_before)
        word = _word(request, "more_proof" if typed.needs_proof else "typed_again", sent_before)
        page.fill(meant, typed.fields, word, words_for(request, typed, now()))
    elif draft is not None and (kept := [form for form in own if form.has_hidden(KEEPS_DRAFT)]):
        page.fill(kept[:1], draft.fields, _word(request, "draft", draft.at))
    elif sent_at is not None and (asking := [form for form in own if form.names]):
        page.fill(asking[:1], {}, _word(request, "sent_at", sent_at))
    else:
        return answer
    answer.content = str(page).encode()
    return answer


def _meant(forms: list[Form], typed: TypedForm, page: str) -> list[Form]:
    """The form that was sent; where it stands on a page that cannot be opened again, the one that asks the same."""
    own = [form for form in forms if form.address == typed.address]
    if own or page != typed.page:
        return [form for form in own if form.names or form.files] or own[:1]
    return [form for form in forms if form.names & set(typed.fields)][:1]


def _word(request: HttpRequest, template: str, at: datetime | str) -> str:
    return render_to_string(
        f"look/{template}.html", {"at": at, "page": request.path, "zone": settings.TIME_ZONE}, request
    )


def _sent_at(request: HttpRequest) -> datetime | None:
    sent = request.session.get(_SENT, {}).get(_index(request.path))
    at = datetime.fromisoformat(sent) if sent else None
    return at if at is not None and now() - at <= _SENT_LASTS else None


def _is_page(answer: HttpResponse) -> bool:
    is_html = answer.headers.get("Content-Type", "").startswith("text/html")
    return answer.status_code == 200 and is_html and not answer.streaming and b"<html" in answer.content


def _index(path: str) -> str:
    """Addresses of the portal hold a link, which is written down nowhere."""
    return vault.mark("session.forms_sent", path).hex()


def fields_to_come(request: HttpRequest) -> Mapping[str, list[str]]:
    """What will be put back into this page's form once it is made, so that it can have as many rows as that needs."""
    typed = _typed(request)
    if typed is not None and typed.page == request.path:
        return typed.fields
    draft = _draft(request)
    return draft.fields if draft else {}


def _typed(request: HttpRequest) -> TypedForm | None:
    """What was typed in this visit by whoever this page is shown to; what somebody else typed goes."""
    writer = writer_of(request)
    typed = typed_before(request.session, now()) if writer else None
    if typed is None or typed.is_of(writer):
        return typed
    drop_typed(request.session)
    return None


def _draft(request: HttpRequest) -> DraftFound | None:
    """What its writer left on this page unsent; read once."""
    if not hasattr(request, "draft_found"):
        request.draft_found = draft_of(writer_of(request), request.path, now())  # type: ignore[attr-defined]
    return request.draft_found  # type: ignore[attr-defined,no-any-return]
