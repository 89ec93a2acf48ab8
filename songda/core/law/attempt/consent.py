"""Has this person consented to electronic service: now, for this paper or for every paper of the stage, and why (not)?

Everybody who asks, asks here: the engine before it sends, the portal before it shows a paper, the pages of the court.
A service may rest on a consent in force (given by somebody who can, for this paper, not withdrawn, not barred by a no),
on the recipient's own conduct, or on a rule that asks for no consent. Of all that is wrong, what says most is told.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import NamedTuple

from songda.core.law.applicable_rules import ApplicableRules
from songda.core.law.attempt.state_at_attempt import (
    events_that_count,
    is_capable,
    is_known_capable,
    is_over,
    recipient_at,
    rules_of_way,
    service_at,
)
from songda.core.law.decision import Reason, Standing, Wording
from songda.core.law.facts import AttemptFacts, Channel, ConsentFact, Facts, PaperFacts, PaperKind, Person
from songda.core.law.profile import profile_of
from songda.core.law.profile.rows import ConsentNeed, ConsentRow, Row


class ConsentStatus(StrEnum):
    """How it stands. `for_some_papers` is answered only where no paper is named."""

    GIVEN = "given"
    NOT_NEEDED = "not_needed"  # a rule lets the service take effect without
    FOR_SOME_PAPERS = "for_some_papers"
    MISSING = "missing"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class ConsentAnswer:
    """`at`: since when it is given or refused; `reason` names the rule."""

    status: ConsentStatus
    reason: Reason
    at: datetime | None
    wording: Wording

    @property
    def is_given(self) -> bool:
        """Whether the person, or whoever may agree for them, said yes to this."""
        return self.status is ConsentStatus.GIVEN

    @property
    def is_refused(self) -> bool:
        """Whether they said no, or took back their yes: nothing goes electronically."""
        return self.status is ConsentStatus.REFUSED

    @property
    def is_disputed(self) -> bool:
        """Whether no consent is needed only as some read the law: no text that was read says so or leads to it."""
        rule = self.reason.rule
        is_sure = rule is not None and rule.standing in {Standing.CONFIRMED, Standing.DERIVED}
        return self.status is ConsentStatus.NOT_NEEDED and not is_sure

    def sentence(self, language: str) -> str:
        """The reason in words, with its article."""
        return self.wording.sentence(self.reason, language)


ANY_PAPER = PaperFacts("", PaperKind.OTHER, "")  # for whoever asks about the stage
_FURTHEST_FROM_YES = tuple(ConsentStatus)


def consent_to_paper(facts: Facts) -> ConsentAnswer:
    """The answer for the paper in the facts, at `as_of`; what was tried plays no part."""
    service = service_at(facts, facts.as_of, profile_of(facts.jurisdiction))
    return consent_under(rules_of_way(Channel.SMS, facts, service, facts.as_of), facts)


def consent_at_stage(facts: Facts) -> ConsentAnswer:
    """The answer for every paper of the stage, whatever the paper in the facts; or for those that were agreed to."""
    whole = consent_to_paper(_about(PaperKind.OTHER, facts))
    named = {kind for consent in facts.consents for kind in consent.paper_kinds or ()}
    answers = [] if whole.is_given else [consent_to_paper(_about(kind, facts)) for kind in sorted(named)]
    given = [answer for answer in answers if answer.is_given]
    return replace(given[0], status=ConsentStatus.FOR_SOME_PAPERS) if given else whole


def consent_under(rules: ApplicableRules, facts: Facts) -> ConsentAnswer:
    """The answer for one way, under the rules that speak of it now."""
    now, wording = facts.as_of, rules.profile.wording
    basis = basis_at(rules, facts, now)
    if basis is not None:
        status = ConsentStatus.NOT_NEEDED if basis.at is None else ConsentStatus.GIVEN
        return ConsentAnswer(status, basis.reason(), basis.at, wording)
    why = why_no_consent(rules, facts, now)
    if has_refused(facts, now):
        return ConsentAnswer(ConsentStatus.REFUSED, why, _last_no(facts), wording)
    if needs_consent(rules) or not rules.effects:
        return ConsentAnswer(ConsentStatus.MISSING, why, None, wording)
    row = next(row for row in rules.effects if row.consent is ConsentNeed.NONE)
    return ConsentAnswer(ConsentStatus.NOT_NEEDED, Reason("consent_not_needed", (), row.rule), None, wording)


def consent_to_all(answers: Iterable[ConsentAnswer]) -> ConsentAnswer | None:
    """Of the answers for several papers that which is furthest from a yes, and of those the newest.

    Of one status all have a moment or none has, so that moments can be compared.
    """
    return max(answers, key=lambda each: (_FURTHEST_FROM_YES.index(each.status), each.at), default=None)


def _about(kind: PaperKind, facts: Facts) -> Facts:
    return replace(facts, paper=replace(facts.paper, kind=kind))


def _last_no(facts: Facts) -> datetime:
    """When they last said no, or took back what reached this paper."""
    withdrawn = (consent.withdrawn_at for consent in facts.consents if reaches(consent, facts))
    return max(at for at in (*withdrawn, *(refusal.at for refusal in facts.refusals)) if at and at <= facts.as_of)


Defect = tuple[str, tuple[tuple[str, object], ...]]
# What says most comes first.
_SAYS_MOST = (
    "refused",
    "consent_by_another",
    "consent_withdrawn",
    "consent_without_capacity",
    "consent_came_later",
    "consent_ground_unknown_then",
    "consent_for_other_stage",
    "consent_for_other_papers",
)


def why_no_consent(rules: ApplicableRules, facts: Facts, moment: datetime) -> Reason:
    """The reason that says most about the missing consent."""
    code, values = min(_defects(rules, facts, moment), key=_weight, default=("no_consent", ()))
    return rules.defect(code, values)


def _weight(defect: Defect) -> tuple[int, tuple[tuple[str, object], ...]]:
    code, values = defect
    return _SAYS_MOST.index(code), values


def _defects(rules: ApplicableRules, facts: Facts, moment: datetime) -> Iterator[Defect]:
    for refusal in facts.refusals:
        if refusal.at <= moment:
            yield "refused", (("at", refusal.at),)
    for consent in facts.consents:
        yield _defect_of(consent, rules, facts, moment)


def _defect_of(consent: ConsentFact, rules: ApplicableRules, facts: Facts, moment: datetime) -> Defect:
    if consent.stages is not None and facts.case.stage not in consent.stages:
        return "consent_for_other_stage", (("stage", facts.case.stage),)
    if consent.paper_kinds is not None and facts.paper.kind not in consent.paper_kinds:
        return "consent_for_other_papers", (("paper", facts.paper.kind),)
    whose = _whose_fault(consent, rules, facts)
    if whose is not None:
        return whose
    if is_withdrawn(consent, moment):
        return "consent_withdrawn", (("at", consent.withdrawn_at),)
    if consent.ground not in rules.consents:
        return "consent_ground_unknown_then", (("consent", consent.ground),)
    return "consent_came_later", (("at", consent.at),)


def _whose_fault(consent: ConsentFact, rules: ApplicableRules, facts: Facts) -> Defect | None:
    row = rules.consents.get(consent.ground)
    if row is not None and is_by_another(consent, row, facts):
        return "consent_by_another", (("at", consent.at), ("person", consent.by))
    if was_incapable(consent, rules, facts):
        return "consent_without_capacity", (("at", consent.at),)
    return None


_EVER = datetime.min.replace(tzinfo=UTC)


class ConsentBasis(NamedTuple):
    """What a service may rest on: a consent, the recipient's own conduct, or a rule that asks for none."""

    row: Row
    at: datetime | None
    reaches_back: bool = True
    by: Person = Person.RECIPIENT

    @property
    def since(self) -> datetime:
        """The moment before which nothing can rest on it; conduct and rules without consent reach back."""
        return _EVER if self.at is None or self.reaches_back else self.at

    def reason(self) -> Reason:
        """The step of the reasoning that tells it."""
        return Reason(self.row.say, (("at", self.at),) if self.at else (), self.row.rule)


def needs_consent(rules: ApplicableRules) -> bool:
    """Whether the way takes effect only with the recipient's consent."""
    return bool(rules.effects) and all(row.consent is not ConsentNeed.NONE for row in rules.effects)


def may_be_used(rules: ApplicableRules, facts: Facts, moment: datetime) -> bool:
    """Whether nobody need be asked first: the way needs no consent, or one is in force at that moment."""
    return not needs_consent(rules) or basis_at(rules, facts, moment) is not None


def basis_at(rules: ApplicableRules, facts: Facts, moment: datetime) -> ConsentBasis | None:
    """The earliest consent in force at the moment, else a rule that needs none; None where neither is there.

    The law counts service by days: a consent given later on the same day is there on the day of service.
    """
    in_force = [consent for consent in facts.consents if is_in_force(consent, rules, facts, moment)]
    if in_force:
        first = min(in_force, key=_in_order)
        return ConsentBasis(rules.consents[first.ground], first.at, reaches_back=False, by=first.by)
    if rules.waiver is not None and not has_refused(facts, moment):
        return ConsentBasis(rules.waiver, None)
    return None


def _in_order(consent: ConsentFact) -> tuple[datetime, str, str]:
    """The order in which consents came, whatever the order in which they are told."""
    return consent.at, consent.ground, consent.by


def conduct_basis(rules: ApplicableRules, facts: Facts, attempt: AttemptFacts) -> ConsentBasis | None:
    """Consent that follows from the recipient's own reply or act, unless they had clearly refused before it."""
    row = rules.conduct
    if row is None:
        return None
    moments = [
        event.at
        for event in events_that_count(attempt, rules.excluded, facts.recipient)
        if event.kind in row.events and event.at <= facts.as_of and (event.by is None or event.by in row.by)
    ]
    shown = min(moments, default=None)
    return None if shown is None or has_refused(facts, shown) else ConsentBasis(row, shown)


def basis_for(
    need: ConsentNeed, rules: ApplicableRules, facts: Facts, attempt: AttemptFacts, moment: datetime
) -> ConsentBasis | None:
    """What the effect may rest on, for an effect that does need consent."""
    given = basis_at(rules, facts, moment)
    if given is None and need is ConsentNeed.GIVEN_OR_CONDUCT:
        return conduct_basis(rules, facts, attempt)
    return given


def is_in_force(consent: ConsentFact, rules: ApplicableRules, facts: Facts, moment: datetime) -> bool:
    """Whether a service of this paper can rest on it at that moment."""
    row = rules.consents.get(consent.ground)
    seen_at = _seen_at(consent, rules, moment)
    return row is not None and _may_agree(consent, row, rules, facts) and _is_in_force(consent, row, facts, seen_at)


def has_refused(facts: Facts, moment: datetime) -> bool:
    """Whether the recipient had clearly said no, or taken back a consent that reached this paper, by that moment."""
    return any(refusal.at <= moment for refusal in facts.refusals) or any(
        is_withdrawn(consent, moment) and reaches(consent, facts) for consent in facts.consents
    )


def reaches(consent: ConsentFact, facts: Facts) -> bool:
    """Whether stage and kind of paper lie within what was agreed; a consent is never stretched to another stage."""
    stages, kinds = consent.stages, consent.paper_kinds
    return (stages is None or facts.case.stage in stages) and (kinds is None or facts.paper.kind in kinds)


def _may_agree(consent: ConsentFact, row: ConsentRow, rules: ApplicableRules, facts: Facts) -> bool:
    """Whether it was given by somebody who can: the recipient while they were capable, or one who acts for them."""
    return not is_by_another(consent, row, facts) and not was_incapable(consent, rules, facts)


def is_by_another(consent: ConsentFact, row: ConsentRow, facts: Facts) -> bool:
    """Whether whoever gave it could not agree for the recipient: then not, or not any more."""
    was_over = consent.by is Person.REPRESENTATIVE and is_over(facts.recipient, consent.at)
    return consent.by not in row.by or was_over or _is_agent_of_nobody(consent, facts)


def _is_agent_of_nobody(consent: ConsentFact, facts: Facts) -> bool:
    """Whether somebody agreed as the statutory agent of a recipient whose age is told and makes them capable."""
    profile = profile_of(facts.jurisdiction)
    is_agent = consent.by is Person.STATUTORY_AGENT
    then = recipient_at(facts.recipient, consent.at)
    return is_agent and is_known_capable(then, profile.day_of(consent.at), profile)


def was_incapable(consent: ConsentFact, rules: ApplicableRules, facts: Facts) -> bool:
    """Whether the recipient gave it while their own acts did not bind them."""
    is_own = consent.by is Person.RECIPIENT
    then = recipient_at(facts.recipient, consent.at)
    return is_own and not is_capable(then, rules.profile.day_of(consent.at), rules.profile)


def _seen_at(consent: ConsentFact, rules: ApplicableRules, moment: datetime) -> datetime:
    """The moment at which the consent is looked at: its own, if it came later on the day of the service."""
    day_of = rules.profile.day_of
    return max(consent.at, moment) if day_of(consent.at) == day_of(moment) else moment


def _is_in_force(consent: ConsentFact, row: ConsentRow, facts: Facts, moment: datetime) -> bool:
    is_given = consent.at <= moment and not is_withdrawn(consent, moment)
    return is_given and reaches(consent, facts) and not _is_barred(consent, row, facts, moment)


def is_withdrawn(consent: ConsentFact, moment: datetime) -> bool:
    """Whether it had been taken back by that moment; a withdrawal that a judge rejected is none of the facts."""
    return consent.withdrawn_at is not None and consent.withdrawn_at <= moment


def _is_barred(consent: ConsentFact, row: ConsentRow, facts: Facts, moment: datetime) -> bool:
    """A later no ends a consent; an earlier no bars a consent that is only read from conduct."""
    return any(
        refusal.at <= moment and (row.ended_by_earlier_refusal or refusal.at > consent.at) for refusal in facts.refusals
    )
