"""Reads the papers of a case: all of them, whose own each is, and what is odd about one that is to be filed."""

from collections.abc import Collection, Iterable, Mapping, Set
from datetime import datetime
from uuid import UUID

from songda.core.law.facts import PaperKind
from songda.core.refusal import Doubt
from songda.records.matter.cases.models import Case, Hearing
from songda.records.matter.papers.models import Paper
from songda.records.matter.parties.models import Party


def papers_of(case: Case) -> list[Paper]:
    """The papers of a case in the order of their filing, replaced ones too."""
    return list(Paper.objects.filter(case=case).select_related("filed_by", "replaced_by").order_by("filed_at", "id"))


# Whose own paper a paper is: nobody is served with what they, or whoever acts for them, filed themselves.
#
# The same PDF may lie in a case twice, once as a party's own and once as another kind without a filer; it is known by
# its SHA-256, so that the second filing opens no way around the rule.

Filers = Mapping[UUID, Set[UUID]]


def filers_of(papers: Iterable[Paper]) -> Filers:
    """For each of the papers the parties who filed these very bytes in its case, in one statement."""
    listed = list(papers)
    same = Paper.objects.filter(
        case_id__in={paper.case_id for paper in listed},
        sha256__in={bytes(paper.sha256) for paper in listed},
        struck_at=None,
    ).exclude(filed_by=None)
    known: dict[tuple[UUID, bytes], set[UUID]] = {}
    for case_id, sha256, filer, acts_for in same.values_list(
        "case_id", "sha256", "filed_by_id", "filed_by__acts_for_id"
    ):
        known.setdefault((case_id, bytes(sha256)), set()).add(acts_for or filer)
    return {paper.id: known.get((paper.case_id, bytes(paper.sha256)), set()) for paper in listed}


def is_own(filers: Filers, paper: Paper, party: Party) -> bool:
    """Whether the party, the one they act for, or whoever acts for that one filed the paper."""
    return (party.acts_for_id or party.id) in filers.get(paper.id, ())


def doubts_about_summons(case: Case, kind: str, now: datetime) -> list[Doubt]:
    """A summons calls to a hearing: where none is to come, somebody is asked."""
    return [Doubt("no_hearing")] if without_hearing([case.id], kind, now) else []


def without_hearing(case_ids: Collection[UUID], kind: str, now: datetime) -> set[UUID]:
    """Those of the cases in which no hearing is to come to which such a paper could call; one statement."""
    if kind != PaperKind.SUMMONS:
        return set()
    to_come = Hearing.objects.filter(case_id__in=case_ids, cancelled_at=None, at__gt=now)
    return set(case_ids) - set(to_come.values_list("case_id", flat=True))
