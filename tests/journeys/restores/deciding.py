"""Run beside a restored court: people decide about everything that is held, and end the quarantine."""

import sys
from datetime import timedelta

from songda.site.environment import prepare_django


def decide_all(choice: str) -> None:
    """The same about every group of every court; what is planned and held meanwhile is decided about too."""
    from songda.clock import now
    from songda.core.delivery.incidents import RestoreChoice
    from songda.core.refusal import Refused
    from songda.records.court.staff.models import Court
    from songda.records.ground.restores.queries import open_quarantine
    from songda.records.service.attempts.restored import decide

    while open_quarantine() is not None:
        for court in Court.objects.all():
            for group in decide.held_groups(court):
                words = decide.Decision(group.kind, RestoreChoice(choice), "the telephones were asked", "staff:1")
                decide.decide_held(court, words, timedelta(hours=72), now())
        try:
            decide.end_quarantine("all is decided", "staff:1", now())
        except Refused as refused:
            if refused.code != "held_undecided":
                raise


if __name__ == "__main__":
    prepare_django()
    decide_all(sys.argv[1])
