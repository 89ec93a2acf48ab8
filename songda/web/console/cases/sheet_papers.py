"""The papers of a sheet: files go to the registered cases whose rows name them."""

from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from songda.clock import now
from songda.core.access import Act
from songda.core.identifiers.typed import one_line
from songda.core.refusal import Refused
from songda.core.sheets.cases import CaseRows
from songda.records.matter.cases.models import Case
from songda.records.matter.papers.actions import PaperDraft, file_paper
from songda.records.matter.papers.guesses import guess_by_page
from songda.records.matter.papers.kinds import kind_name
from songda.records.matter.papers.models import Paper
from songda.records.matter.parties.queries import parties_of
from songda.trust.paper import first_page_text
from songda.trust.paper.findings import PaperError
from songda.web.console.cases.sheet import Batch, plain_name, waiting_batch
from songda.web.console.cases.sheet_wishes import answer_of, note_settled, wishes_of
from songda.web.console.shared.gate import POST_ONLY, StaffRequest, actor, behind
from songda.web.console.shared.sheets import looked_at
from songda.web.console.shared.words import language

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile


@behind(Act.FILE_PAPER, POST_ONLY)
def papers(request: StaffRequest) -> HttpResponse:
    """Place files on file in every registered case whose rows name them; what fits nowhere is told by its name."""
    with transaction.atomic():
        if batch := looked_at(request, waiting_batch(request)):
            filed = sum(_file_all(request, batch, file) for file in request.FILES.getlist("papers"))
            note_settled(batch, wishes_of(batch, request.court))
            batch.note()
            sentence = ngettext("%(count)s paper is placed on file.", "%(count)s papers are placed on file.", filed)
            (messages.success if filed else messages.info)(request, sentence % {"count": filed})
    return redirect("console:sheet")


def _file_all(request: StaffRequest, batch: Batch, file: "UploadedFile[Any]") -> int:
    name, body = one_line(file.name or ""), file.read()
    wanted = [rows for rows in batch.cases if plain_name(name) in _named(rows) and "case" in answer_of(batch, rows)]
    if not wanted:
        messages.warning(request, _("No row of a registered case names “%(name)s”.") % {"name": name})
        return 0
    sent = _Sent(name, body, first_page_text(body))  # read once for all its cases: each reading is a process of its own
    return sum(_file_one(request, answer_of(batch, rows), sent) for rows in wanted)


def _named(rows: CaseRows) -> set[str]:
    return {plain_name(name) for row in rows.rows for name in row.papers}


class _Sent(NamedTuple):
    """A file that was sent, with the words of its first page."""

    name: str
    body: bytes
    page: str


def _file_one(request: StaffRequest, answer: dict[str, Any], sent: _Sent) -> bool:
    """In one case; the paper's kind is guessed from name and first page, as where papers are filed one by one."""
    name = sent.name
    if _is_on_file(answer.setdefault("filed", {}).get(plain_name(name))):
        return False
    case = Case.objects.select_related("court").get(id=UUID(answer["case"]), court=request.court)
    try:
        with transaction.atomic():
            paper = file_paper(case, _draft(case, sent), actor(request), now())
    except Refused as refused:
        messages.error(request, f"{case.number} {name}: {refused.sentence(language())}")
        return False
    except PaperError as wrong:
        messages.error(request, f"{case.number} {name}: {wrong.refusal.sentence(language())}")
        return False
    answer["filed"][plain_name(name)] = str(paper.id)
    return True


def _is_on_file(paper_id: str | None) -> bool:
    """Whether it was filed before and stands: what was struck as a mistake makes room for the right one."""
    return paper_id is not None and Paper.objects.filter(id=paper_id, struck_at=None).exists()


def _draft(case: Case, sent: _Sent) -> PaperDraft:
    """Raises Refused where nobody could say what it is."""
    clues = guess_by_page(case, sent.name, sent.page, [one for one in parties_of(case) if one.acts_for_id is None], ())
    if not clues.kind:
        raise Refused("sheet_unknown_paper")
    return PaperDraft(
        clues.kind, clues.title or kind_name(clues.kind, "zh"), sent.body, clues.filed_by, None, clues.days
    )
