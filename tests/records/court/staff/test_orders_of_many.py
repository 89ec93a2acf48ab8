"""However many things somebody who runs the court does, in whatever order: alone they come by nothing of weight.

Every state of the accounts that can be reached is visited once, and from each everything is tried. What was asked for
is approved at once, later, or by an account into which the one who asks has come themselves: a puppet.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from django.db import transaction

from songda.clock import now
from songda.core.access import ProposalKind, Role
from songda.core.refusal import Refused
from songda.records.court.staff.actions import UserDraft
from songda.records.court.staff.models import Court, Proposal, User
from songda.records.court.staff.office import ProposalDraft, propose
from songda.records.court.staff.signing_in import give_password, has_second_factor, make_codes, note_own_password
from songda.records.service.tasks.approving import approve, to_admit, to_lower_factor_rule
from songda.records.service.tasks.handing import change_office
from tests import make
from tests.records.court.staff.test_orders_of_two import PUPPET, STEPS, Scene, enters

pytestmark = pytest.mark.database
State = tuple[object, ...]
Step = Callable[[Scene], object]
PEOPLE = ("lin", PUPPET.username, "wang")


def _of(scene: Scene, who: str) -> User:
    found = scene.fresh() if who == "lin" else User.objects.filter(username=who).first()
    if found is None:
        raise Refused("account_unknown")
    return found


def _ask(kind: ProposalKind, who: str, **draft: str) -> Step:
    """Ask for it and leave it waiting."""
    return lambda scene: propose(make.court(), ProposalDraft(kind, _of(scene, who), dict(draft)), scene.qian, now())


def _let_approve(scene: Scene, kind: ProposalKind) -> None:
    """The honest one approves what waits of this kind."""
    _approve(scene, kind, scene.zhao)


def _approve(_scene: Scene, kind: ProposalKind, by: User) -> None:
    waiting = Proposal.objects.filter(kind=kind, state="open").order_by("asked_at", "id").first()
    if waiting is None:
        raise Refused("proposal_over")
    approve(waiting.id, by, now())


def _puppet_approves(scene: Scene) -> None:
    """Whatever waits, by an account that the one who asked can enter."""
    mine = [user for user in User.objects.filter(is_active=True) if _is_known(scene, user)]
    for waiting in Proposal.objects.filter(state="open"):
        for user in mine:
            with transaction.atomic():
                approve(waiting.id, user, now())


def _is_known(scene: Scene, user: User) -> bool:
    """Whether the one who asks gets in: they know the password, and a factor there is, is theirs."""
    knows = any(user.check_password(word) for word in scene.known)
    return knows and (user.username == PUPPET.username or not has_second_factor(user))


def _chooses_own(scene: Scene, who: str) -> None:
    """They choose their own password; that of the puppet is the asker's again, where the asker knew the one before."""
    user = _of(scene, who)
    is_mine = _is_known(scene, user)
    word = f"own password of {who}"
    user.set_password(word)
    user.save(update_fields=["password"])
    note_own_password(user, now())
    if is_mine and word not in scene.known:
        scene.known.append(word)


def _sets_up_factor(scene: Scene, who: str) -> None:
    user = _of(scene, who)
    if has_second_factor(user) or not user.is_active:
        raise Refused("no_second_factor")
    make_codes(user, now())


def _known_password(scene: Scene, who: str) -> None:
    scene.known.append(give_password(_of(scene, who), scene.by, now()))


MORE: dict[str, Step] = {
    "asks for wang to run the court": lambda scene: scene.ask(
        to_admit(UserDraft("wang", "王某", Role.ADMINISTRATOR, "-", must_change_password=True))
    ),
    "gives wang a password": lambda scene: _known_password(scene, "wang"),
    "gives the puppet a password": lambda scene: _known_password(scene, PUPPET.username),
    "makes wang an auditor": lambda scene: change_office(_of(scene, "wang"), Role.AUDITOR, scene.by, now()),
    "makes the puppet an auditor": lambda scene: change_office(
        _of(scene, PUPPET.username), Role.AUDITOR, scene.by, now()
    ),
    "asks for the puppet to run the court, and waits": _ask(ProposalKind.OFFICE, PUPPET.username, role="administrator"),
    "asks for lin's factors, and waits": _ask(ProposalKind.FACTORS, "lin"),
    "asks for lin's office, and waits": _ask(ProposalKind.OFFICE, "lin", role="judge"),
    "asks for a lower rule, and waits": lambda scene: propose(make.court(), to_lower_factor_rule(), scene.qian, now()),
    "has the factors approved": lambda scene: _let_approve(scene, ProposalKind.FACTORS),
    "has the office approved": lambda scene: _let_approve(scene, ProposalKind.OFFICE),
    "approves by a puppet": _puppet_approves,
    "lin chooses a password": lambda scene: _chooses_own(scene, "lin"),
    "the puppet chooses a password": lambda scene: _chooses_own(scene, PUPPET.username),
    "wang chooses a password": lambda scene: _chooses_own(scene, "wang"),
    "the puppet sets up a factor": lambda scene: _sets_up_factor(scene, PUPPET.username),
    "lin sets up a factor": lambda scene: _sets_up_factor(scene, "lin"),
}
ALL = {**STEPS, **MORE}


def _state(scene: Scene) -> State:
    """All that decides what may be done next."""

    def knows(user: User) -> bool:
        return any(user.check_password(word) for word in scene.known)

    accounts = [
        (user.username, user.role, user.is_active, user.must_change_password, has_second_factor(user), knows(user))
        for user in User.objects.exclude(id__in=[scene.qian.id, scene.zhao.id]).order_by("username")
    ]
    waiting = sorted((each.kind, str(each.about_id), str(each.draft)) for each in Proposal.objects.filter(state="open"))
    return (*accounts, *waiting, Court.objects.get(id=make.court().id).asks_all_for_factor)


@dataclass
class Search:
    """Goes through what can be reached within some steps, each state once at the fewest steps that lead to it."""

    most: int
    left: dict[State, int] = field(default_factory=dict)
    found: list[str] = field(default_factory=list)

    def go(self, scene: Scene, way: tuple[str, ...] = ()) -> None:
        """Try everything from here, and take it back each time."""
        for word, step in ALL.items():
            with transaction.atomic():
                known = [*scene.known]
                if _is_done(step, scene):
                    self._look(scene, (*way, word))
                transaction.set_rollback(True)
                scene.known[:] = known

    def _look(self, scene: Scene, way: tuple[str, ...]) -> None:
        self.found += [f"{', then '.join(way)}: {account}" for account in _gains(scene)]
        state, left = _state(scene), self.most - len(way)
        if left > self.left.get(state, -1) and not self.found:
            self.left[state] = left
            if left:
                self.go(scene, way)


def _is_done(step: Step, scene: Scene) -> bool:
    try:
        with transaction.atomic():
            step(scene)
    except Refused:
        return False
    return True


def _gains(scene: Scene) -> Iterator[str]:
    yield from enters(scene)
    honest = Proposal.objects.filter(state="approved").exclude(decided_by=scene.zhao)
    yield from (f"{each.kind} approved by {each.decided_by.username}" for each in honest if each.decided_by)


def _searched(role: Role, most: int, *, has_factor: bool) -> Search:
    qian, zhao = make.user(role=Role.ADMINISTRATOR, name="钱"), make.user(role=Role.SUPERVISOR, name="赵")
    lin = make.user(role=role, name="林")
    if has_factor:
        make_codes(lin, now())
    search = Search(most)
    search.go(Scene(qian, zhao, lin))
    return search


@pytest.mark.night("tries every order of three steps that changes anything")
@pytest.mark.parametrize("has_factor", [True, False], ids=["with a factor", "without"])
@pytest.mark.parametrize("role", [Role.JUDGE, Role.CLERK, Role.AUDITOR, Role.ADMINISTRATOR])
def test_no_three_steps_lead_to_anything_of_weight(role: Role, has_factor: bool) -> None:
    search = _searched(role, 3, has_factor=has_factor)
    assert search.found == []
    assert len(search.left) > 100


def test_the_first_office_of_weight_ends_whatever_opened_the_account() -> None:
    """The one who let the auditor in knew the password, chose the next one as the auditor, and set up a factor."""
    zhao, lin = make.user(role=Role.SUPERVISOR, name="赵"), make.user(role=Role.JUDGE, name="林")
    scene = Scene(make.user(role=Role.ADMINISTRATOR, name="钱"), zhao, lin)
    ways = ("opens an auditor's", "the puppet chooses a password", "the puppet sets up a factor")
    for word in (*ways, "asks for the puppet to run the court, and waits"):
        ALL[word](scene)
    with pytest.raises(Refused, match="own_proposal"), transaction.atomic():
        _puppet_approves(scene)
    puppet = User.objects.get(username=PUPPET.username)
    shown = approve(Proposal.objects.get().id, zhao, now()).secret
    puppet.refresh_from_db()
    assert (puppet.role, puppet.must_change_password, has_second_factor(puppet)) == ("administrator", True, False)
    assert puppet.check_password(shown)
    assert not any(puppet.check_password(word) for word in scene.known)


def test_another_office_of_weight_leaves_the_own_password() -> None:
    scene = Scene(
        make.user(role=Role.ADMINISTRATOR, name="钱"), make.user(role=Role.SUPERVISOR, name="赵"), make.user(name="林")
    )
    make_codes(scene.lin, now())
    ALL["asks for a judge's office"](scene)
    kept = scene.fresh()
    assert (kept.role, kept.password, has_second_factor(kept)) == ("judge", scene.lin.password, True)
