"""Reads the papers of a case."""

from songda.records.matter.cases.models import Case
from songda.records.matter.papers.models import Paper


def papers_of(case: Case) -> list[Paper]:
    """The papers of a case in the order of their filing, replaced ones too."""
    return list(Paper.objects.filter(case=case).select_related("filed_by", "replaced_by").order_by("filed_at", "id"))
