"""Whose own paper a paper is: nobody is served with what they, or whoever acts for them, filed themselves.

The same PDF may lie in a case twice, once as a party's own and once as another kind without a filer; it is known by
its SHA-256, so that the second filing opens no way around the rule.
"""

from collections.abc import Iterable, Mapping, Set
from uuid import UUID

from songda.records.matter.papers.models import Paper
from songda.records.matter.parties.models import Party

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
