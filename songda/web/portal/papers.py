"""The papers of an envelope: what they are, where each stands, what runs from it, and: I have received them."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from songda.records.delivery.findings.queries import ServiceView, services_of
from songda.records.delivery.portal_acts.models import RecipientAct
from songda.records.delivery.portal_acts.visits import confirm_receipt
from songda.records.proof.certificates import queries as certificates
from songda.records.proof.certificates.listing import Listed, listed
from songda.web.portal.access import GET_ONLY, POST_ONLY, for_recipient
from songda.web.portal.answer import standing
from songda.web.portal.hearings import HearingDates, hearing_dates
from songda.web.portal.paper_state import PaperState, explain, if_confirmed, if_opened, paper_states
from songda.web.portal.visit import Visit

KNOWN = "known"  # they were told which of the ticked papers they have not opened


@for_recipient(GET_ONLY)
def papers(visit: Visit) -> HttpResponse:
    """The list, or first the question whether electronic service is agreed to."""
    views = services_of(visit.envelope)
    stands = standing(visit, views)
    return _page(visit, views) if stands.is_open else visit.go("agree")


@for_recipient(POST_ONLY)
def receive(visit: Visit) -> HttpResponse:
    """The recipient says that they have these papers; only those that they ticked."""
    views = services_of(visit.envelope)
    own = {str(view.service.id): view.service.id for view in views}
    ticked = [own[chosen] for chosen in visit.request.POST.getlist("service") if chosen in own]
    if not standing(visit, views).is_open:
        return visit.go("agree")
    if not visit.is_enough:
        return visit.go("person")
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
    every = paper_states(services_of(visit.envelope))
    papers = [paper for paper in every if paper.is_acknowledged]
    if not papers:
        return visit.go("papers")
    unread = [paper for paper in every if not paper.is_opened]
    shown = {
        "papers": papers,
        "unread": unread,
        "next": unread[0] if unread else None,
        **_days(hearing_dates(visit), every),
    }
    counts = if_opened(visit, services_of(visit.envelope))
    return visit.page("received", {**shown, "counts": counts, "certificates": certificates_of(papers)})


@for_recipient(GET_ONLY)
def certificate(visit: Visit, service_id: UUID) -> HttpResponse:
    """The recipient's copy of the certificate."""
    service = next((view.service for view in services_of(visit.envelope) if view.service.id == service_id), None)
    current = certificates.current(service) if service else None
    if current is None:
        raise Http404
    return pdf_answer(current.read(), f"{current.number}.pdf")


def certificates_of(papers: list[PaperState]) -> dict[UUID, Listed]:
    """The current certificate of each paper that has one, or the statement in its place."""
    found = [current for paper in papers if (current := certificates.current(paper.service))]
    return {row.certificate.service_id: row for row in listed(found)}


def pdf_answer(body: bytes, name: str) -> HttpResponse:
    """A PDF to be kept; the browser is told to save it, not to run anything in it."""
    answer = HttpResponse(body, content_type="application/pdf")
    answer.headers["Content-Disposition"] = _attachment(name)
    return answer


def _attachment(name: str) -> str:
    from django.utils.http import content_disposition_header

    return content_disposition_header(as_attachment=True, filename=name) or "attachment"


def _page(visit: Visit, views: list[ServiceView], wrong: str = "") -> HttpResponse:
    papers = paper_states(views)
    dates, counts = hearing_dates(visit, views), if_opened(visit, views)
    case = visit.envelope.case
    return visit.page(
        "papers",
        {
            "papers": papers,
            "counts": counts,
            "explained": {p.service.id: explain(case, p, dates, counts.get(p.service.id)) for p in papers},
            "next": next((paper for paper in papers if not paper.is_opened and not paper.is_acknowledged), None),
            "waiting": [paper for paper in papers if not paper.is_acknowledged],
            **_days(dates, papers),
            "certificates": certificates_of(papers),
            "confirmed": _last_confirmed(papers),
            "wrong": wrong,
            "is_enough": visit.is_enough,
        },
    )


def _days(dates: HearingDates, papers: list[PaperState]) -> dict[str, object]:
    """The days that matter: the last ones of periods, hearings to come, and past ones."""
    return {
        "periods": [(paper, period) for paper in papers for period in paper.periods if period.last_day],
        "hearings": dates.to_come,
        "past_hearings": dates.past,
    }


def _last_confirmed(papers: list[PaperState]) -> RecipientAct | None:
    acts = [paper.acts["acknowledged"] for paper in papers if paper.is_acknowledged]
    return max(acts, key=lambda act: act.at, default=None)
