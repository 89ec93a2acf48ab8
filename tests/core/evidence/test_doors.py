"""By which doors events come: those on which proof rests have no other."""

import pytest

from songda.core.events.origins import Door
from songda.core.events.registry import DOORS_OF, EVENT_NAMES
from songda.core.evidence.doors import OF_A_COURT, Writer, WrongDoorError, may_mark, require_door
from tests.rows import all_rows

BY_COMMAND = """
address.retired attempt.reread attempt.unknown bundle.exported court.opened incident.begun log.audited log.continued
log.key_named quarantine.begun recording.erased secret.erased service.disallowed service.effective service.failed
service.presumed service.redecided service.referred staff.admitted staff.password_given
staff.sign_on_named staff.sign_on_struck task.assigned task.closed
task.opened round.released particulars.shown
log.key_retired log.successor_named number.shredded task.paused task.redated task.released task.resumed work.mended
letter.overtaken letter.planned letter.proposed letter.withdrawn number_range.given print_room.set ways.erased
worker.joined
"""
ALONE = {
    "certificate.issued": Door.WORKER,
    "certificate.stamped": Door.WORKER,
    "certificate.replaced": Door.WORKER,
    "attempt.arrived": Door.WORKER,
    "attempt.sent": Door.WORKER,
    "paper.acknowledged": Door.PORTAL,
    "paper.opened": Door.PORTAL,
    "identity.proved": Door.PORTAL,
    "finding.determined": Door.CONSOLE,
    "guard.overridden": Door.CONSOLE,
    "secret.erased": Door.COMMAND,
}


def test_what_a_command_may_write_is_a_closed_list() -> None:
    assert {name for name, doors in DOORS_OF.items() if Door.COMMAND in doors} == set(BY_COMMAND.split())


@all_rows(("name", "door"), ALONE.items())
def test_what_proves_most_has_one_door(name: str, door: Door) -> None:
    assert DOORS_OF[name] == {door}
    require_door(name, door)
    for other in set(Door) - {door}:
        with pytest.raises(WrongDoorError, match=name):
            require_door(name, other)


def test_only_who_plays_a_court_may_mark_everything_and_no_court_has_that_key() -> None:
    assert [one for one in Writer if all(may_mark(one, name) for name in EVENT_NAMES)] == [Writer.REHEARSAL]
    assert Writer.REHEARSAL not in OF_A_COURT
    assert not any(may_mark(one, "made.up") for one in Writer)
