"""A court whose every row was written by an act of the house, and to which everything may happen."""

from songda.records.ground.evidence.actions import sequence
from songda.records.proof.certificates.models import Certificate
from songda.records.proof.rows_audit import audit_rows
from tests.records.together.walk import CLERK
from tests.web.test_no_page_breaks import Court


class Life(Court):
    """Such a court."""

    def __post_init__(self) -> None:
        super().__post_init__()
        Certificate.objects.filter(code="ABCDEFGHJKLM").delete()  # made by hand, for pages

    def flaws(self) -> list[str]:
        """What the audit names; that whoever walks here has no account is no finding."""
        sequence(self.now)
        return [str(one) for one in audit_rows() if one.about.get("actor") != CLERK]
