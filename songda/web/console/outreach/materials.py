"""Material in the court's name: what there is, and each piece as a file, a text or a page."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from songda.clock import now
from songda.core.access import Act
from songda.core.outreach.closed_lists import PRINTED, WRITTEN, MaterialKind, Topic
from songda.core.outreach.material import layout, lead, points, terms, title, written
from songda.core.warnings import COURT_LINE
from songda.core.words import languages, say
from songda.records.court.staff.models import Court
from songda.trust.typesetting import Sheet, sheet_pdf
from songda.web.console.shared.gate import StaffRequest, behind
from songda.web.console.shared.pages import attachment
from songda.web.console.shared.words import word


@behind(Act.RUN_OUTREACH)
def materials(request: StaffRequest) -> HttpResponse:
    """Everything that can be printed, shown, sent, read aloud or signed, by topic."""
    context = {
        "desk": "outreach",
        "page": "materials",
        "topics": [topic.value for topic in Topic],
        "printed": [kind.value for kind in PRINTED],
        "written": [kind.value for kind in WRITTEN],
        "languages": [(each, say("language.name", each)) for each in languages()],
    }
    return render(request, "console/outreach/materials.html", context)


@behind(Act.RUN_OUTREACH)
def material(request: StaffRequest, topic: str, kind: str, language: str) -> HttpResponse:
    """One piece: a PDF to be printed, or a text to be copied."""
    if topic not in set(Topic) or kind not in set(MaterialKind) or language not in languages():
        raise Http404
    court = request.court.name_in(language)
    if kind in PRINTED:
        name = f"{word(topic, 'outreach_topic')} {word(kind, 'outreach_kind')} {language}.pdf"
        return attachment(_sheet(MaterialKind(kind), Topic(topic), request.court, language), name, "application/pdf")
    if kind not in WRITTEN:
        raise Http404
    text = written(MaterialKind(kind), Topic(topic), court, language)
    context = {"desk": "outreach", "topic": topic, "kind": kind, "language": language, "text": text}
    return render(request, "console/outreach/material.html", context)


def _sheet(kind: MaterialKind, topic: Topic, court: Court, language: str) -> bytes:
    name, page = court.name_in(language), settings.PUBLIC_URL + reverse("public:plain", args=[topic.value])
    sheet = Sheet(
        size=kind.value,
        language=language,
        court=name,
        heading=layout("court_says", language, court=name),
        title=title(topic, language),
        lead=lead(topic, language),
        points=points(topic, language),
        notes=() if kind is MaterialKind.POSTER else terms(topic, language),
        scan=layout("scan", language),
        page=page,
        page_words=layout("address", language, address=page),
        call=layout("call", language, phone=COURT_LINE),
        basis=layout("law", language),
    )
    midnight = timezone.localtime(now()).replace(hour=0, minute=0, second=0, microsecond=0)
    return sheet_pdf(sheet, midnight)
