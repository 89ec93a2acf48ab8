"""Look-ups of addresses, as the law sees them: see `law.ways`."""

from collections.abc import Sequence
from datetime import datetime

from songda.core.delivery.plan import HandOver
from songda.records.law.facts.dossier import Dossier
from songda.records.law.ways import Way
from songda.records.ways.lookups.course import stop_clocks_under_lookup


def _handed_over(steps: Sequence[tuple[Dossier, HandOver]], now: datetime) -> None:
    searched = [dossier.envelope.party_id for dossier, step in steps if step.task == "find_address"]
    stop_clocks_under_lookup(searched, now)


WAY = Way(name="lookup", handed_over=_handed_over)
