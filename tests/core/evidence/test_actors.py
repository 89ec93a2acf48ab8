"""Who may be named by an event: by each door some kinds of actor, of what proves most one kind alone."""

import pytest

from songda.core.events.origins import Door, Kind
from songda.core.events.registry import ACTORS_OF, DOORS_OF
from songda.core.evidence.doors import OF_A_COURT, Writer, WrongActorError, may_have_written, require_actor

ONE = "0198f0a4-0000-7000-8000-000000000001"


def may(name: str, actor: str, door: Door) -> bool:
    try:
        require_actor(name, actor, door)
    except WrongActorError:
        return False
    return True


@pytest.mark.parametrize(
    ("door", "kinds"),
    [
        (Door.PORTAL, "recipient holder helper engine"),
        (Door.CONSOLE, "staff engine"),
        (Door.API, "client engine"),
        (Door.WORKER, "engine provider staff"),
        (Door.COMMAND, "engine staff"),
    ],
)
def test_by_each_door_come_its_own_people(door: Door, kinds: str) -> None:
    named = {kind for kind in Kind if may("task.closed", kind if kind == "engine" else f"{kind}:{ONE}", door)}
    assert named == set(kinds.split())


@pytest.mark.parametrize(
    ("name", "door", "right"),
    [
        ("paper.acknowledged", Door.PORTAL, "recipient"),
        ("address.disowned", Door.PORTAL, "holder"),
        ("helper.saw_paper", Door.PORTAL, "helper"),
        ("finding.determined", Door.CONSOLE, "staff"),
        ("proposal.approved", Door.CONSOLE, "staff"),
        ("attempt.arrived", Door.WORKER, "provider"),
    ],
)
def test_of_what_proves_most_one_kind_is_named(name: str, door: Door, right: str) -> None:
    actors = ["engine", *(f"{kind}:{ONE}" for kind in Kind if kind is not Kind.ENGINE)]
    assert [actor for actor in actors if may(name, actor, door)] == [f"{right}:{ONE}"]


@pytest.mark.parametrize("actor", ["", "engine:", f"engine:{ONE}", "staff", "staff:", f"Staff:{ONE}", f"judge:{ONE}"])
def test_what_names_nobody_is_no_actor(actor: str) -> None:
    assert not may("task.closed", actor, Door.CONSOLE)


def test_every_event_that_is_restricted_can_still_be_written_by_one_of_its_doors() -> None:
    for name, kinds in ACTORS_OF.items():
        for kind in kinds:
            actor = kind if kind is Kind.ENGINE else f"{kind}:{ONE}"
            assert any(may(name, actor, door) for door in DOORS_OF[name]), (name, kind)


def test_of_a_process_it_is_known_whom_it_may_have_named() -> None:
    assert may_have_written(Writer.WEB, "paper.acknowledged", f"recipient:{ONE}")
    for writer in OF_A_COURT:
        assert not may_have_written(writer, "paper.acknowledged", f"staff:{ONE}")
        assert not may_have_written(writer, "certificate.issued", f"staff:{ONE}")
    assert not may_have_written(Writer.WORKER, "paper.acknowledged", f"recipient:{ONE}")
    assert may_have_written(Writer.REHEARSAL, "paper.acknowledged", "engine")
