"""Sets a report of figures in type: charts, their tables, definitions with their hashes, the checkpoint of the log."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from songda.trust.typesetting.compiler import typeset


def figures_pdf(content: Mapping[str, Any], made_at: datetime) -> bytes:
    """The unsigned report as PDF/A-3a and PDF/UA-1; the same content gives the same bytes."""
    return typeset("figures.typ", content, made_at)
