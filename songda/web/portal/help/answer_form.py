"""A model of a statement of defence, filled in as far as the court knows: to copy, or to take away as a text."""

from textwrap import indent

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header

from songda.core.words import say
from songda.web.portal.access import GET_ONLY, for_recipient
from songda.web.portal.visit import BODIES, Visit, language

_PARTS = ("agent", "about", "say", "to", "copies")
_ASIDE = " " * 30  # where a letter is signed


def words_of_answer(visit: Visit, speaks: str) -> str:
    """The model, with gaps for what only they know; 404 where there is no claim for them to answer."""
    case, party = visit.envelope.case, visit.answers_as
    if party is None:
        raise Http404
    values = {"name": party.name, "court": case.court.name, "number": case.number, "cause": case.cause}
    parts = ("title", "body" if party.kind in BODIES else "person", *_PARTS)
    text = "\n\n".join(say(f"answer_form.{part}", speaks, **values) for part in parts)
    return f"{text}\n\n{indent(say('answer_form.signed', speaks), _ASIDE)}\n"


@for_recipient(GET_ONLY)
def answer_form(visit: Visit) -> HttpResponse:
    """The model; `?file` gives it as a text in Chinese, which is what the court takes."""
    chinese = words_of_answer(visit, "zh")
    if "file" in visit.request.GET:
        # The mark in front tells old word processors that it is Unicode.
        answer = HttpResponse("\ufeff" + chinese, content_type="text/plain; charset=utf-8")
        name = f"{say('answer_form.file', 'zh')}.txt"
        answer.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
        return answer
    shown = {"chinese": chinese}
    if language() != "zh":
        shown["translated"] = words_of_answer(visit, language())
    return visit.page("answer_form", shown)
