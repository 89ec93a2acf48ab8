"""What is odd about what was entered of a paper."""

from datetime import datetime

from django.utils.translation import gettext as _

from songda.clock import now
from songda.records.matter.cases.models import Case
from songda.records.matter.papers.doubts import doubts_about_summons
from songda.records.matter.papers.kinds import row_of_kind
from songda.records.matter.parties.addresses import side_of
from songda.records.matter.parties.models import Party
from songda.web.console.shared import words


def doubts_about(kind: str, filer: Party | None, days: int | None, issued_at: datetime | None) -> list[str]:
    """Sentences that ask; none where the paper is like others of its kind."""
    row, name = row_of_kind(kind), words.word(kind, "paper_kind")
    doubts = []
    if filer is None and row.filed_by:
        doubts.append(_("“%(kind)s” is usually a party's paper; it is entered as the court's own.") % {"kind": name})
    if filer is not None and row.is_the_courts:
        doubts.append(_("“%(kind)s” is the court's own paper; it is entered as a party's.") % {"kind": name})
    if filer is not None and row.filed_by and side_of(filer) not in row.filed_by:
        values = {"kind": name, "role": words.word(filer.role, "role"), "name": filer.name}
        doubts.append(
            _("“%(kind)s” usually comes from the other side; it is entered as one of %(role)s %(name)s.") % values
        )
    if row.sets_a_period and days is None:
        doubts.append(_("“%(kind)s” sets a period, but no number of days is entered.") % {"kind": name})
    if row.lapses and issued_at is None:
        doubts.append(
            _("“%(kind)s” lapses where it is not served in time, but when it was issued is not entered.")
            % {"kind": name}
        )
    return doubts


def doubts_about_hearing(case: Case, kind: str) -> list[str]:
    """The sentence that asks, where a summons is filed and no hearing is to come."""
    return [doubt.sentence(words.language()) for doubt in doubts_about_summons(case, kind, now())]
