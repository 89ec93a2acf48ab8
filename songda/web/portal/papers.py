"""The papers of an envelope: what they are, where each stands, what runs from it, and: I have received them.

One paper is opened by a deliberate press, then read as pictures, as the original PDF, or in large print.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Final
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from songda.core.care import Need
from songda.records.matter.papers.pictures import kept_bytes, page_picture
from songda.records.proof.certificates import queries as certificates
from songda.records.proof.certificates.actions import ask_for_english_page
from songda.records.proof.certificates.queries import ListedCertificate, listed
from songda.records.service.deeds.queries import ways_under_way
from songda.records.service.findings.queries import ServiceView
from songda.records.service.mandates.queries import helped_with
from songda.records.service.portal_acts.models import RecipientAct
from songda.records.ways.portal.acts.answers import say_wish, take_wish_back, wishes_since
from songda.records.ways.portal.acts.visits import confirm_receipt, note_download, note_opening
from songda.records.ways.post.letters.queries import in_the_post
from songda.records.ways.public_notices.queries import notices_about
from songda.records.ways.public_notices.reading import note_notice_read
from songda.trust.paper import (
    SHARP_BYTES,
    PageImage,
    PaperError,
    for_phone,
    for_slow_line,
    page_texts,
    sharp_for_slow_line,
    watermark,
)
from songda.web.portal import session_assurance
from songda.web.portal.access import GET_ONLY, POST_ONLY, Page, View, for_recipient, for_the_person
from songda.web.portal.answer import consent_state
from songda.web.portal.dates.ahead import dates_ahead
from songda.web.portal.hearings import hearing_dates
from songda.web.portal.paper_state import (
    Consequence,
    PaperExplanation,
    PaperState,
    explain,
    if_confirmed,
    if_opened,
    paper_states,
)
from songda.web.portal.visit import Visit

KNOWN = "known"  # they were told which of the ticked papers they have not opened


@for_recipient(GET_ONLY)
def papers(visit: Visit) -> HttpResponse:
    """The list, or first the question whether electronic service is agreed to."""
    views = visit.services
    stands = consent_state(visit, views)
    return _page(visit, views) if stands.is_open else visit.go("agree")


@for_the_person(POST_ONLY)
def receive(visit: Visit) -> HttpResponse:
    """The recipient says that they have these papers; only those that they ticked."""
    views = visit.services
    own = {str(view.service.id): view.service.id for view in views}
    ticked = [own[chosen] for chosen in visit.request.POST.getlist("service") if chosen in own]
    if not consent_state(visit, views).is_open:
        return visit.go("agree")
    if not ticked:
        return _page(visit, views, _("Tick the papers that you have received."))
    chosen = [view for view in views if view.service.id in ticked]
    unopened = [paper for paper in paper_states(chosen) if not paper.is_opened and not paper.is_acknowledged]
    if unopened and visit.request.POST.get("unopened") != KNOWN:
        shown = {"unopened": unopened, "ticked": ticked, "known": KNOWN, "counts": if_confirmed(visit, chosen)}
        return visit.page("receive_check", shown)
    confirm_receipt(visit.envelope, ticked, visit.level, visit.now)
    return visit.go("received")


@for_recipient(GET_ONLY)
def received(visit: Visit) -> HttpResponse:
    """What was confirmed and when, with the certificate of each paper as soon as it is made."""
    every = paper_states(visit.services)
    papers = [paper for paper in every if paper.is_acknowledged]
    if not papers:
        return visit.go("papers")
    unread = [paper for paper in every if not paper.is_opened]
    shown = {
        "papers": papers,
        "unread": unread,
        "next": unread[0] if unread else None,
        "ahead": dates_ahead(visit, hearing_dates(visit), every),
        "clerk": visit.clerk_name,
    }
    counts = if_opened(visit, visit.services)
    return visit.page("received", {**shown, "counts": counts, "certificates": certificates_of(papers)})


@for_recipient(GET_ONLY)
def certificate(visit: Visit, service_id: UUID) -> HttpResponse:
    """The recipient's copy of the certificate."""
    current = certificates.current(own_paper(visit, service_id).service)
    if current is None:
        raise Http404
    return pdf_answer(current.read(), f"{current.number}.pdf")


@for_recipient(POST_ONLY)
def english_page(visit: Visit) -> HttpResponse:
    """They want English behind the certificates of these papers; asked twice it is asked once."""
    ask_for_english_page(visit.envelope, visit.actor, visit.now)
    return visit.go("papers")


def certificates_of(papers: list[PaperState]) -> dict[UUID, ListedCertificate]:
    """The current certificate of each paper that has one, or the statement in its place."""
    found = certificates.current_of(paper.service for paper in papers)
    return {row.certificate.service_id: row for row in listed(found)}


def pdf_answer(body: bytes, name: str) -> HttpResponse:
    """A PDF to be kept; the browser is told to save it, not to run anything in it."""
    answer = HttpResponse(body, content_type="application/pdf")
    named = content_disposition_header(as_attachment=True, filename=name)
    answer.headers["Content-Disposition"] = named or "attachment"
    return answer


def _page(visit: Visit, views: list[ServiceView], wrong: str = "") -> HttpResponse:
    papers = paper_states(views)
    dates, counts = hearing_dates(visit, views), if_opened(visit, views)
    return visit.page(
        "papers",
        {
            "papers": papers,
            "counts": counts,
            "explained": explain(visit, papers, dates, counts),
            **_to_do(papers),
            "states": _states(papers),
            "ahead": dates_ahead(visit, dates, papers),
            "clerk": visit.clerk_name,
            "certificates": certificates_of(papers),
            "objections": {row.service_id: row for row in visit.envelope.objections.order_by("raised_at")},
            "helped": _looked_with_mandate(papers),
            "confirmed": _last_confirmed(papers),
            "letters": in_the_post(visit.envelope) if visit.envelope.posted_at else [],
            "notices": notices_about(visit.envelope.party, visit.now) if visit.is_enough else (),
            "is_told_of_notices": visit.is_enough and wishes_since(visit.envelope, Need.WISH_NOTICES) is not None,
            "wrong": wrong,
            "is_enough": visit.is_enough,
            "other_ways": ways_under_way(visit.envelope) if any(not paper.is_acknowledged for paper in papers) else [],
        },
    )


def _looked_with_mandate(papers: list[PaperState]) -> list[str]:
    """Who looked at any of these papers by a mandate."""
    looked = helped_with([paper.service.id for paper in papers])
    return list(dict.fromkeys(mandate.name for each in looked.values() for mandate, _at in each))


def _to_do(papers: list[PaperState]) -> dict[str, object]:
    """The paper to read next, and those to confirm: all with one press once each was opened."""
    waiting = [paper for paper in papers if not paper.is_acknowledged]
    unread = [paper for paper in waiting if not paper.is_opened]
    return {
        "next": unread[0] if unread else None,
        "waiting": waiting,
        "all_at_once": not unread,
        "is_open": not waiting or len(papers) == 1 or any(paper.is_corrected for paper in papers),
    }


def _states(papers: list[PaperState]) -> list[dict[str, object]]:
    """Each state that papers of this envelope are in, and of how many."""
    counted = Counter((paper.tone, paper.state) for paper in papers)
    return [{"tone": tone, "state": state, "number": number} for (tone, state), number in counted.items()]


def _last_confirmed(papers: list[PaperState]) -> RecipientAct | None:
    acts = [paper.acts["acknowledged"] for paper in papers if paper.is_acknowledged]
    return max(acts, key=lambda act: act.at, default=None)


@for_the_person(POST_ONLY)
def read_notice(visit: Visit, notice_id: UUID) -> HttpResponse:
    """They press to read a public notice that concerns them: that goes on record, and its page opens."""
    own = {notice.id: notice for notice in notices_about(visit.envelope.party, visit.now)}
    if notice_id not in own:
        raise Http404
    note_notice_read(own[notice_id], visit.envelope, visit.level, visit.now)
    return redirect("public:notice", own[notice_id].token)


@for_the_person(POST_ONLY)
def wish_for_notices(visit: Visit) -> HttpResponse:
    """They wish to be told by a message when a public notice names them, or no longer do."""
    say = say_wish if visit.request.POST.get("wish") == "yes" else take_wish_back
    say(visit.envelope, Need.WISH_NOTICES, visit.level, visit.now)
    return visit.go("papers")


@for_the_person(POST_ONLY)
def open_paper(visit: Visit, service_id: UUID) -> HttpResponse:
    """The deliberate press: from here on the paper counts as opened by the recipient."""
    view = own_paper(visit, service_id)
    if not consent_state(visit, visit.services).is_open:
        return visit.go("agree")
    note_opening(view.service, visit.level, visit.now)
    return visit.go("paper", service_id=service_id)


def for_reader(page: Page) -> View:
    """Pages of a paper that its recipient has opened; before that there is only the button."""

    @for_recipient(GET_ONLY)
    @wraps(page)
    def door(visit: Visit, service_id: UUID, **more: object) -> HttpResponse:
        view = own_paper(visit, service_id)
        if not visit.is_enough:
            return visit.go("person")
        if not RecipientAct.objects.filter(service=view.service, kind="read").exists():
            counts = if_opened(visit, visit.services)
            explained = explained_here(visit, paper_states(visit.services), service_id, counts)
            return visit.page("unopened", {"view": view, "counts": counts, "explained": explained})
        return page(visit, view, **more)

    return door


@for_reader
def paper(visit: Visit, view: ServiceView) -> HttpResponse:
    """Every page as a picture, and the other ways to read it."""
    states = {state.service.id: state for state in paper_states(visit.services)}
    to_do = _to_do(list(states.values()))
    shown = {
        "view": view,
        "explained": explained_here(visit, list(states.values()), view.service.id),
        "leaves": leaves(visit, view),
        **to_do,
    }
    counts = if_opened(visit, visit.services) if to_do["next"] else {}
    return with_line_asked(visit.page("paper", {**shown, "counts": counts}))


@for_reader
def picture(visit: Visit, view: ServiceView, number: int) -> HttpResponse:
    """One page with the recipient's mark on it."""
    return sharp_page(visit, view, number, _mark(visit))


@for_reader
def small_picture(visit: Visit, view: ServiceView, number: int) -> HttpResponse:
    """The same for a telephone, as small as the line wants it."""
    return small_page(visit, view, number, _mark(visit))


@for_reader
def original(visit: Visit, view: ServiceView) -> HttpResponse:
    """The very file that the court filed, so that its hash can be compared; that it was taken goes on record once."""
    if visit.request.method == "GET" and session_assurance.note_first_time(
        visit.request, f"download:{view.service.id}"
    ):
        note_download(view.service, visit.now)
    return pdf_answer(view.paper.read(), f"{view.paper.title}.pdf")


@for_reader
def large_print(visit: Visit, view: ServiceView) -> HttpResponse:
    """The words in large print, to be read aloud where the device can."""
    explained = explained_here(visit, paper_states(visit.services), view.service.id)
    return visit.page("large_print", {**in_large_print(view), "explained": explained})


def explained_here(
    visit: Visit, papers: list[PaperState], service_id: UUID, counts: Mapping[UUID, Consequence] | None = None
) -> PaperExplanation:
    """What one paper means, as the case stands now."""
    return explain(visit, papers, hearing_dates(visit), counts)[service_id]


def own_paper(visit: Visit, service_id: UUID) -> ServiceView:
    """The paper of this envelope that the address names; Http404 for any other."""
    view = next((view for view in visit.services if view.service.id == service_id), None)
    if view is None:
        raise Http404
    return view


def marked_page(
    view: ServiceView,
    number: int,
    mark: tuple[str, ...],
    draw: Callable[[PageImage, tuple[str, ...]], PageImage],
) -> HttpResponse:
    """One page as a picture with this mark across it; Http404 where there is no such page."""
    if not 1 <= number <= view.paper.pages:
        raise Http404
    try:
        marked = draw(page_picture(view.paper, number), mark)
    except PaperError:
        raise Http404 from None
    return HttpResponse(marked.body, content_type=marked.mime, headers={"Vary": LINE})


LINE: Final = "ECT"  # what a browser says of its line when it is asked; the fastest of four words is 4g


def with_line_asked(answer: HttpResponse) -> HttpResponse:
    """The page, which asks the browser to say with each picture how fast its line is; many never do."""
    answer["Accept-CH"] = LINE
    return answer


def small_page(visit: Visit, view: ServiceView, number: int, mark: tuple[str, ...]) -> HttpResponse:
    """One page for a telephone: small enough for the slowest line, unless the browser says that its line is fast."""
    return marked_page(view, number, mark, for_phone if _is_fast(visit) else for_slow_line)


def sharp_page(visit: Visit, view: ServiceView, number: int, mark: tuple[str, ...]) -> HttpResponse:
    """One page to be read closely: all of it where the browser says that its line is fast, else without soft edges."""
    return marked_page(view, number, mark, watermark if _is_fast(visit) else sharp_for_slow_line)


def _is_fast(visit: Visit) -> bool:
    return visit.request.headers.get(LINE) == "4g"


def leaves(visit: Visit, view: ServiceView) -> list[tuple[int, int | None]]:
    """The number of each page with about how many bytes its sharp picture has, where it was drawn before."""
    kept = ((number, kept_bytes(view.paper, number)) for number in range(1, view.paper.pages + 1))
    estimate = _whole_bytes if _is_fast(visit) else _sharp_bytes
    return [(number, size and estimate(size)) for number, size in kept]


def _whole_bytes(unmarked: int) -> int:
    return unmarked + 36_000  # about so many a mark adds, whatever is on the page


def _sharp_bytes(unmarked: int) -> int:
    return min(SHARP_BYTES, unmarked * 2 // 3)  # fewer shades, and fewer marks


def in_large_print(view: ServiceView) -> dict[str, object]:
    """The words of a paper, page by page and line by line, and whether these are all; none where it has no words."""
    try:
        texts = page_texts(view.paper.read())
    except PaperError:
        texts = []
    pages = [(number, text.split("\n")) for number, text in enumerate(texts, 1) if text.strip()]
    return {"view": view, "pages": pages, "is_whole": len(pages) == view.paper.pages}


def _mark(visit: Visit) -> tuple[str, ...]:
    """Who opened it, for which case, on which day; the day keeps the mark the same for all pages."""
    day = visit.now.astimezone(visit.zone)
    return (visit.envelope.party.name, visit.envelope.case.number, f"{day:%Y-%m-%d}")
