"""Locks the row of a case, so that what is decided about it or said in it follows one after the other."""

from uuid import UUID

from songda.records.matter.cases.models import Case


def lock_case(case_id: UUID) -> Case:
    """Inside the caller's transaction: the case with its judge, its row locked: judges decide one after the other."""
    return Case.objects.select_for_update(of=("self",), no_key=True).select_related("judge").get(id=case_id)
