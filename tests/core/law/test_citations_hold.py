"""An article that is cited as "the text says so" is cited only of facts of which it speaks: paragraph by paragraph."""

from collections.abc import Callable
from datetime import date

from hypothesis import given, settings

from songda.core.law import decide, profile_of, read_facts
from songda.core.law.decision import Decision, Reason, Standing
from songda.core.law.facts import (
    BY_WIRE,
    AttemptFacts,
    Branch,
    Channel,
    EventKind,
    Facts,
    PaperKind,
    Person,
    PersonStatus,
    Procedure,
    RecipientKind,
    Stage,
)
from tests.core.law.any_facts import any_facts
from tests.core.law.every_example import every_telling
from tests.core.law.given import Json

K, C = EventKind, Channel


def by(*channels: Channel) -> Callable[[Facts, AttemptFacts], bool]:
    return lambda _, attempt: attempt.channel in channels


def happened(*kinds: EventKind) -> Callable[[Facts, AttemptFacts], bool]:
    return lambda facts, attempt: any(each.kind in kinds and each.at <= facts.as_of for each in attempt.events)


def signer(*people: Person) -> Callable[[Facts, AttemptFacts], bool]:
    return lambda _, attempt: any((each.by or attempt.to) in people for each in attempt.events)


def address(*classes: str) -> Callable[[Facts, AttemptFacts], bool]:
    return lambda _, attempt: attempt.address_class in classes


def natural(facts: Facts, _: AttemptFacts) -> bool:
    return facts.recipient.kind is RecipientKind.NATURAL_PERSON


def paper(*kinds: PaperKind) -> Callable[[Facts, AttemptFacts], bool]:
    return lambda facts, _: facts.paper.kind in kinds


def was(status: PersonStatus, flag: str) -> Callable[[Facts, AttemptFacts], bool]:
    return lambda facts, _: (
        getattr(facts.recipient, flag) or any(each.status is status for each in facts.recipient.status_periods)
    )


# What must be so of the attempt of which the effect is told (and of the case); the negative sentences among them.
OF_AN_EFFECT: dict[str, list[Callable[[Facts, AttemptFacts], bool]]] = {
    "olr.31.1": [by(*BY_WIRE), address("provided", "confirmed")],
    "olr.31.2.1": [by(*BY_WIRE), address("found"), happened(K.ACKNOWLEDGED, K.ACTED)],
    "olr.31.2.2": [by(*BY_WIRE), address("found"), happened(K.READ, K.KNOWN)],
    "mail04.9.0.1": [by(C.MAIL), happened(K.SIGNED), signer(Person.RECIPIENT), natural],
    "mail04.9.0.2": [by(C.MAIL), happened(K.SIGNED), signer(Person.STATUTORY_AGENT), natural],
    "mail04.9.0.3": [by(C.MAIL), happened(K.SIGNED), lambda f, a: not natural(f, a)],
    "mail04.9.0.4": [by(C.MAIL), happened(K.SIGNED), signer(Person.REPRESENTATIVE)],
    "mail04.9.0.5": [by(C.MAIL), happened(K.SIGNED), signer(Person.DESIGNATED_RECEIVER)],
    "mail04.9.0.6": [by(C.MAIL), happened(K.SIGNED), signer(Person.COHABITANT), natural],
    "mail04.11.1": [by(C.MAIL), happened(K.RETURNED)],
    "cpl2023.87.2": [happened(K.SIGNED), signer(Person.RECIPIENT)],
    "cpl2021.87.2": [happened(K.SIGNED), signer(Person.RECIPIENT)],
    "cpl2023.89": [happened(K.LEFT), natural],
    "cpl2021.89": [happened(K.LEFT), natural],
    "cpli.141": [happened(K.LEFT), paper(PaperKind.JUDGMENT, PaperKind.RULING, PaperKind.RULING_APPEALABLE)],
    "jy.10.1.2": [by(C.DIRECT), happened(K.RETURNED), address("provided", "confirmed")],
    "jy.11.1": [happened(K.LEFT)],
    "jy.29.2": [by(C.MAIL), happened(K.RETURNED), address("provided", "confirmed")],
    "mspi.55.2": [by(C.EMAIL, C.FAX)],
    "fsi.17.2": [by(C.TRANSFER), happened(K.SENT)],
    "hkmo.7.2": [by(C.MAIL)],
    "tw.5.1": [by(C.MAIL)],
}  # fmt: skip
SIMPLE = {Procedure.SIMPLIFIED, Procedure.SMALL_CLAIMS}
# What must be so of the case and the person wherever the source is cited, for or against the service.
OF_A_SOURCE: dict[str, Callable[[Facts], bool]] = {
    "hkmo": lambda facts: facts.recipient.domicile in {"hk", "mo"},
    "tw": lambda facts: facts.recipient.domicile == "tw",
    "tw11": lambda facts: facts.recipient.domicile == "tw",
    "foreign": lambda facts: facts.recipient.domicile not in {"cn", "hk", "mo", "tw"},
    "icr": lambda facts: facts.case.internet_court,
    "msp": lambda facts: facts.case.maritime_court,
    "mspi": lambda facts: facts.case.maritime_court,
    "fsi": lambda facts: facts.recipient.foreign_state,
    "jy": lambda facts: facts.case.procedure in SIMPLE and facts.case.stage is Stage.FIRST_INSTANCE,
    "auction": lambda facts: facts.paper.kind is PaperKind.AUCTION_NOTICE,
    "enfwork": lambda facts: facts.paper.kind is PaperKind.THIRD_PARTY_DEBT_NOTICE,
    "fdv": lambda facts: facts.paper.kind is PaperKind.PROTECTION_ORDER,
    "apl": lambda facts: facts.case.branch is Branch.ADMINISTRATIVE,
    "apli": lambda facts: facts.case.branch is Branch.ADMINISTRATIVE,
    "crpl": lambda facts: facts.case.branch is Branch.CRIMINAL,
    "crpl2012": lambda facts: facts.case.branch is Branch.CRIMINAL,
    "crpli": lambda facts: facts.case.branch is Branch.CRIMINAL,
    "crpli2012": lambda facts: facts.case.branch is Branch.CRIMINAL,
    "evidence": lambda facts: facts.case.branch is Branch.CIVIL,
}


def effect_of(decision: Decision, facts: Facts) -> tuple[Reason, AttemptFacts] | None:
    """The step that tells the effect, where the text says so, and the attempt that had it."""
    attempt = next((each for each in facts.attempts if each.id == decision.winning_attempt), None)
    if attempt is None or not decision.rules or decision.rules[0].standing is not Standing.CONFIRMED:
        return None
    step = next(
        (each for each in decision.findings if each.rule is not None and each.rule.id == decision.rules[0].id), None
    )
    return None if step is None else (step, attempt)


def wrongly_cited(given: Json) -> list[str]:
    facts = read_facts(given)
    if facts.jurisdiction != "cn":
        return []
    decision, wrong = decide(facts), []
    found = effect_of(decision, facts)
    if found is not None:
        rule = str(found[0].rule.id).removeprefix("cn.")  # type: ignore[union-attr]
        wrong += [
            f"{rule} condition {place}"
            for place, holds in enumerate(OF_AN_EFFECT.get(rule, ()))
            if not holds(facts, found[1])
        ]
    guard = decision.default_judgment.findings if decision.default_judgment else ()
    for step in (*decision.findings, *guard):
        if step.rule is None or step.rule.standing is not Standing.CONFIRMED:
            continue
        source = step.rule.id.split(".")[1]
        if not OF_A_SOURCE.get(source, lambda _: True)(facts):
            wrong.append(f"{step.rule.id} of another case")
    return wrong


@settings(max_examples=250, deadline=None)
@given(any_facts())
def test_over_any_facts(given: Json) -> None:
    assert wrongly_cited(given) == []


def test_over_every_example() -> None:
    wrong: dict[str, Json] = {}
    for told in every_telling():
        try:
            found = wrongly_cited(told)
        except ValueError:
            continue
        wrong |= dict.fromkeys(found, told)
    assert list(wrong) == []


def test_a_source_is_cited_only_of_the_time_in_which_it_was_law() -> None:
    sources = profile_of("cn").wording.sources.by_id
    for told in every_telling():
        try:
            facts = read_facts(told)
        except ValueError:
            continue
        if facts.jurisdiction != "cn":
            continue
        first = min((each.at.date() for a in facts.attempts for each in a.events), default=date.max)
        for rule in decide(facts).rules:
            source = sources[rule.id.split(".")[1]]
            assert source.until > min(first, facts.as_of.date()), (rule.id, told)
