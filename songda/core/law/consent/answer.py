"""Has this person consented to electronic service: now, for this paper or for every paper of the stage, and why (not)?

Everybody who asks, asks here: the engine before it sends, the portal before it shows a paper, the pages of the court.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from songda.core.law.attempt.applicable_rules import ApplicableRules
from songda.core.law.attempt.state_at_attempt import rules_of_way, service_at
from songda.core.law.citation import Standing
from songda.core.law.consent.basis import basis_at, needs_consent
from songda.core.law.consent.defects import why_no_consent
from songda.core.law.consent.in_force import has_refused, reaches
from songda.core.law.decision import Reason, Wording
from songda.core.law.facts import Channel, Facts, PaperFacts, PaperKind
from songda.core.law.profile import profile_of
from songda.core.law.profile.rows import ConsentNeed


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
