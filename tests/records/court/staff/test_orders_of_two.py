"""Whatever two things somebody who runs the court does one after another: alone they get into no account of weight.

A second person approves all that is asked for, each for itself and in good faith. The one who asks never sees what is
shown to the one who approves.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import product

import pytest
from django.db import transaction

from songda.clock import now
from songda.core.access import Act, ProposalKind, Role, may
from songda.core.refusal import Refused
from songda.records.court.staff.actions import UserDraft, make_user, readmit_user
from songda.records.court.staff.models import Proposal, User
from songda.records.court.staff.office import ProposalDraft, hold_for_approval, propose
from songda.records.court.staff.signing_in import (
    ask_all_for_factor,
    drop_second_factors,
    give_password,
    has_second_factor,
    make_codes,
    note_own_password,
)
from songda.records.service.tasks.approving import approve, to_admit, to_lower_factor_rule
from songda.records.service.tasks.handing import change_office, close_account
from tests import make

pytestmark = pytest.mark.database
OF_WEIGHT = (Act.SEE_PERSONAL, Act.TAKE_FILES, Act.DECIDE_FINDING, Act.RUN_COURT)
PUPPET = UserDraft("puppet", "木偶", Role.AUDITOR, "known to whoever opens it", must_change_password=True)


@dataclass
class Scene:
    """Qian runs the court and wants into Lin's account; Zhao approves. `known`: passwords that Qian was shown."""

    qian: User
    zhao: User
    lin: User
    known: list[str] = field(default_factory=list)

    @property
    def by(self) -> str:
        return f"staff:{self.qian.id}"

    def asked(self, kind: ProposalKind, **draft: str) -> None:
        self.ask(ProposalDraft(kind, self.lin, dict(draft)))

    def ask(self, draft: ProposalDraft) -> None:
        approve(propose(make.court(), draft, self.qian, now()).id, self.zhao, now())

    def fresh(self) -> User:
        return User.objects.get(id=self.lin.id)


def _password(scene: Scene) -> None:
    scene.known.append(give_password(scene.fresh(), scene.by, now()))


def _readmit(scene: Scene) -> None:
    readmit_user(scene.fresh(), scene.by, now())


def _puppet(scene: Scene) -> None:
    make_user(PUPPET, make.court(), scene.by, now())
    scene.known.append(PUPPET.password)


def _promote_puppet(scene: Scene) -> None:
    puppet = User.objects.filter(username=PUPPET.username).first()
    if puppet is not None:
        scene.ask(ProposalDraft(ProposalKind.OFFICE, puppet, {"role": "judge"}))


STEPS: dict[str, Callable[[Scene], object]] = {
    "gives a password": _password,
    "opens it again": _readmit,
    "closes it": lambda scene: close_account(scene.fresh(), scene.by, now()),
    "makes it an auditor's": lambda scene: change_office(scene.fresh(), Role.AUDITOR, scene.by, now()),
    "makes it a clerk's": lambda scene: change_office(scene.fresh(), Role.CLERK, scene.by, now()),
    "takes factors away": lambda scene: drop_second_factors(scene.fresh(), scene.by, now()),
    "lowers the rule": lambda scene: ask_all_for_factor(make.court(), scene.by, now(), asks=False),
    "opens an auditor's": _puppet,
    "asks for factors to go": lambda scene: scene.asked(ProposalKind.FACTORS),
    "asks for a password": lambda scene: scene.asked(ProposalKind.PASSWORD),
    "asks to open it again": lambda scene: scene.asked(ProposalKind.READMISSION),
    "asks for a judge's office": lambda scene: scene.asked(ProposalKind.OFFICE, role="judge"),
    "asks for an auditor to judge": _promote_puppet,
    "asks for a lower rule": lambda scene: scene.ask(to_lower_factor_rule()),
    "asks for an account": lambda scene: scene.ask(
        to_admit(UserDraft("wang", "王某", Role.CLERK, "-", must_change_password=True))
    ),
}


def enters(scene: Scene) -> list[str]:
    """The accounts of weight that Qian gets into by what they were shown: open, and protected by nothing else."""
    return [
        f"{user.username} ({user.role})"
        for user in User.objects.filter(is_active=True).exclude(id__in=[scene.qian.id, scene.zhao.id])
        if any(user.check_password(word) for word in scene.known)
        and not has_second_factor(user)
        and any(may(user.role, act) for act in OF_WEIGHT)
    ]


@pytest.mark.rows_by_day(2, "every order of two steps, by brute force")
@pytest.mark.parametrize("has_factor", [True, False], ids=["with a factor", "without"])
@pytest.mark.parametrize("role", [Role.JUDGE, Role.CLERK, Role.AUDITOR, Role.ADMINISTRATOR])
def test_no_two_steps_lead_into_an_account_of_weight(role: Role, has_factor: bool) -> None:
    qian, zhao = make.user(role=Role.ADMINISTRATOR, name="钱"), make.user(role=Role.SUPERVISOR, name="赵")
    lin = make.user(role=role, name="林")
    if has_factor:
        make_codes(lin, now())
    found = list[str]()
    for words in product(STEPS, repeat=2):
        with transaction.atomic():
            scene = Scene(qian, zhao, lin)
            for word in words:
                _do(STEPS[word], scene)
            found += [f"{' and then '.join(words)}: {account}" for account in enters(scene)]
            transaction.set_rollback(True)
    assert found == []


def _do(step: Callable[[Scene], object], scene: Scene) -> None:
    try:
        with transaction.atomic():
            step(scene)
    except Refused:
        pass


@pytest.mark.parametrize("waits", ["before", "after"])
def test_no_factors_go_while_a_given_password_stands_whenever_it_was_asked_for(waits: str) -> None:
    qian, zhao = make.user(role=Role.ADMINISTRATOR, name="钱"), make.user(role=Role.SUPERVISOR, name="赵")
    judge = make.user(role=Role.JUDGE)
    make_codes(judge, now())
    if waits == "after":
        give_password(judge, f"staff:{qian.id}", now())
    asked = propose(make.court(), ProposalDraft(ProposalKind.FACTORS, judge), qian, now())
    if waits == "before":
        give_password(judge, f"staff:{qian.id}", now())
    with pytest.raises(Refused, match="password_not_own"):
        approve(asked.id, zhao, now())
    assert has_second_factor(judge)
    assert Proposal.objects.get().state == "open"  # it goes on waiting
    note_own_password(judge, now())
    approve(asked.id, zhao, now())
    assert not has_second_factor(judge)


ALONE: dict[str, Callable[[User, str], object]] = {
    **{
        f"admits a {role}": lambda _lin, by, role=role: make_user(
            UserDraft("x", "x", role, "correct horse battery"), make.court(), by, now()
        )
        for role in Role
        if role is not Role.AUDITOR
    },
    **{
        f"makes somebody a {role}": lambda lin, by, role=role: change_office(lin, role, by, now())
        for role in Role
        if role is not Role.AUDITOR
    },
    "gives a password where no factor is": lambda lin, by: give_password(lin, by, now()),
    "opens one again where no factor is": lambda lin, by: readmit_user(lin, by, now()),
    "takes factors away": lambda lin, by: drop_second_factors(lin, by, now()),
    "lowers the rule": lambda _lin, by: ask_all_for_factor(make.court(), by, now(), asks=False),
}


@pytest.mark.parametrize("act", ALONE)
def test_nobody_does_it_alone_nor_with_themselves(act: str) -> None:
    qian, lin = make.user(role=Role.ADMINISTRATOR, name="钱"), make.user(role=Role.AUDITOR, name="林")
    with pytest.raises(Refused, match="needs_second_person"), transaction.atomic():
        ALONE[act](lin, f"staff:{qian.id}")


@pytest.mark.parametrize("role", [role for role in Role if not may(role, Act.RUN_COURT)])
def test_nobody_approves_who_does_not_run_this_court(role: Role) -> None:
    """The action itself asks, whatever page was before it."""
    qian = make.user(role=Role.ADMINISTRATOR, name="钱")
    asked = propose(make.court(), to_lower_factor_rule(), qian, now())
    for second in (make.user(role=role, name="某"), make.user(make.other_court(), Role.SUPERVISOR, "外")):
        with pytest.raises(Refused, match="not_your_office"), transaction.atomic():
            hold_for_approval(asked.id, second, now())
    assert make.court().asks_all_for_factor
