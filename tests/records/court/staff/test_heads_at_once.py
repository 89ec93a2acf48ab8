"""Two administrators close each other's account, or take each other's office, at the same moment: one stays."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from songda.core.access import Act, Role, may
from songda.core.refusal import Refused
from songda.records.court.staff import actions
from songda.records.court.staff.models import User
from tests import make

pytestmark = pytest.mark.database(transaction=True)
Deed = Callable[[User, User], object]


def _remove(whom: User, by: User) -> object:
    return actions.remove_user(whom, f"staff:{by.id}", make.NOW)


def _demote(whom: User, by: User) -> object:
    return actions.set_role(whom, Role.AUDITOR, f"staff:{by.id}", make.NOW)


def heads() -> list[User]:
    roles = [role.value for role in Role if may(role, Act.RUN_COURT)]
    return list(User.objects.filter(is_active=True, role__in=roles))


@pytest.mark.parametrize("deeds", [(_remove, _remove), (_demote, _demote), (_remove, _demote)])
def test_the_last_two_cannot_put_each_other_out(deeds: tuple[Deed, Deed]) -> None:
    people = [make.user(role=Role.ADMINISTRATOR) for _ in range(2)]
    start = Barrier(2)

    def press(place: int) -> str:
        start.wait(20)
        try:
            deeds[place](people[1 - place], people[place])
        except Refused as refused:
            return refused.code
        else:
            return "done"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(press, range(2)))
    assert answers == ["done", "last_head_of_court"]
    assert len(heads()) == 1
