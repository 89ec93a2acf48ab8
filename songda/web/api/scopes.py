"""Which scope each operation asks for: by what it is about, and whether it changes something."""

from collections.abc import Sequence

from songda.core.access import Scope

# By the tag of the operation: the scope that reads, and the one that changes.
BY_TAG: dict[str, tuple[Scope, Scope]] = {
    "cases": (Scope.READ_CASES, Scope.CHANGE_CASES),
    "circumstances": (Scope.READ_CASES, Scope.CHANGE_CASES),
    "parties": (Scope.READ_PARTIES, Scope.CHANGE_PARTIES),
    "helpers": (Scope.READ_PARTIES, Scope.CHANGE_PARTIES),
    "address forms": (Scope.READ_PARTIES, Scope.CHANGE_PARTIES),
    "papers": (Scope.READ_PAPERS, Scope.CHANGE_PAPERS),
    "orders": (Scope.READ_SERVICE, Scope.CHANGE_SERVICE),
    "services": (Scope.READ_SERVICE, Scope.CHANGE_SERVICE),
    "deeds": (Scope.READ_SERVICE, Scope.CHANGE_SERVICE),
    "proofs": (Scope.READ_PROOFS, Scope.READ_PROOFS),
    "lookups": (Scope.READ_LOOKUPS, Scope.CHANGE_LOOKUPS),
    "calls": (Scope.READ_CALLS, Scope.CHANGE_CALLS),
    "tasks": (Scope.READ_TASKS, Scope.CHANGE_TASKS),
    "figures": (Scope.READ_FIGURES, Scope.READ_FIGURES),
    "outreach": (Scope.READ_OUTREACH, Scope.CHANGE_OUTREACH),
}
# A question may be posted, so that nothing personal stands in an address.
POSTED_QUESTIONS = ("/search",)


def scope_of(tag: str, methods: Sequence[str], path: str) -> Scope:
    """The scope of one operation; KeyError for a tag that stands in no line above."""
    reads, changes = BY_TAG[tag]
    return reads if set(methods) == {"GET"} or path.endswith(POSTED_QUESTIONS) else changes
