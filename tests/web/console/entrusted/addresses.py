"""The addresses of one entrustment."""

from django.urls import reverse

from songda.records.ways.entrustments.actions import papers_of
from songda.records.ways.entrustments.models import Entrustment

ADDRESSES = (
    *("entrustment", "receive_entrusted", "entrusted_outcome", "refuse_entrusted", "take_back_entrusted"),
    *("entrusted_letter", "entrusted_paper"),
)


def address(name: str, of: Entrustment) -> str:
    """Where it lies."""
    keys = [of.id, papers_of(of)[0].paper_id] if name == "entrusted_paper" else [of.id]
    return reverse(f"console:{name}", args=keys)
