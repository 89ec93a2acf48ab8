"""Every combination of what a case can be is read, and every one that no case can be is refused: over the product."""

from itertools import product

import pytest

from songda.core.law import FactsError, read_facts
from songda.core.law.facts import Branch, Channel, EventKind, PaperKind, Procedure, Role, Stage
from tests.core.law.given import Json, attempt, facts

PAPERS = (
    "summons",
    "judgment",
    "indictment_copy",
    "counterclaim_copy",
    "payment_order",
    "third_party_debt_notice",
    "auction_notice",
    "protection_order",
)  # every other one may be served in any case


def can_be(branch: str, stage: str, procedure: str, role: str | None, paper: str) -> bool:
    """What the laws of procedure know, written down from the articles and not from the program."""
    first, appeal = stage == "first_instance", {"second_instance", "retrial"}
    branches_of = {
        "small_claims": {"civil"},  # CPL 165
        "payment_order": {"civil"},  # CPL 225
        "special": {"civil"},  # CPL 184
        "fast_track": {"criminal"},  # CrPL 222
        "counterclaim_defendant": {"civil", "criminal"},  # CPL 54; CrPL 213, a private prosecutor
        "indictment_copy": {"criminal"},
        "counterclaim_copy": {"civil", "criminal"},
        "third_party_debt_notice": {"enforcement"},
        "auction_notice": {"enforcement"},
        "protection_order": {"civil"},
    }
    stages_of = {
        "small_claims": {"first_instance", "retrial", "enforcement"},  # one instance
        "payment_order": {"first_instance"},
        "special": {"first_instance"},
        "fast_track": {"first_instance"},
        "appellant": appeal,
        "appellee": appeal,
        "retrial_applicant": {"retrial"},
        "retrial_respondent": {"retrial"},
    }
    if branch == "enforcement" and not (first or stage == "enforcement"):
        return False
    words = [word for word in (procedure, role, paper) if word]
    return all(branch in branches_of.get(word, {branch}) and stage in stages_of.get(word, {stage}) for word in words)


def refusal_of(service: Json) -> FactsError | None:
    try:
        read_facts(service)
    except FactsError as error:
        return error
    return None


@pytest.mark.parametrize("branch", [*Branch])
def test_branch_stage_procedure_role_and_paper_go_together_or_are_refused(branch: Branch) -> None:
    wrong = []
    for stage, procedure, role, paper in product(Stage, Procedure, [None, *Role], PAPERS):
        case = {"branch": branch.value, "stage": stage.value, "procedure": procedure.value}
        recipient = {} if role is None else {"role": role.value}
        refused = refusal_of(facts(case=case, recipient=recipient, paper={"kind": paper}))
        if (refused is None) is not can_be(branch, stage, procedure, role, paper):
            wrong.append((stage, procedure, role, paper))
        if refused is not None:
            assert refused.path.startswith(("$.case.", "$.paper.kind", "$.recipient.role"))
            assert refused.reason.sentence("zh") != refused.reason.sentence("en")
    assert wrong == []


def test_every_other_paper_may_be_served_in_every_branch() -> None:
    for branch, paper in product(Branch, set(PaperKind) - {PaperKind(each) for each in PAPERS}):
        assert refusal_of(facts(case={"branch": branch.value}, paper={"kind": paper.value})) is None


BY_HAND = {"direct", "left", "entrusted", "transfer"}
ONLY_BY = {"published": {"public_notice"}, "left": BY_HAND, "returned": BY_HAND | {"mail"}}


def can_follow(channel: str, earlier: str, later: str) -> bool:
    """Nothing happens to a paper before it is sent, and nobody takes by this try what came back from it."""
    ways = [ONLY_BY.get(kind, {channel}) for kind in (earlier, later)]
    if not all(channel in each for each in ways):
        return False
    return (later != "sent" or earlier == "sent") and (
        earlier != "returned" or later not in {"signed", "left", "arrived"}
    )


@pytest.mark.parametrize("channel", [*Channel])
def test_two_events_of_a_try_may_follow_each_other_or_are_refused(channel: Channel) -> None:
    wrong = []
    for earlier, later in product(EventKind, EventKind):
        told = attempt(channel.value, None, f"{earlier} 2022-06-02", f"{later} 2022-06-05")
        if (refusal_of(facts(told)) is None) is not can_follow(channel, earlier, later):
            wrong.append((earlier.value, later.value))
    assert wrong == []
