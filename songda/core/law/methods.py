"""Which ways of service are open for this paper and this person now, and what stands in the way of the others?"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from songda.core.language import COURT_LANGUAGE
from songda.core.law.applicable_rules import ServiceKind, reason_for_way
from songda.core.law.attempt.consent import ConsentAnswer, ConsentStatus, consent_under, needs_consent
from songda.core.law.attempt.state_at_attempt import rules_of_way, service_at
from songda.core.law.decision import Citation, Reason, Wording
from songda.core.law.facts import CaseFacts, Channel, ConsentFact, Facts, PaperFacts, RecipientFacts, RefusalFact
from songda.core.law.profile import profile_of

_STILL_NEEDED = frozenset({ConsentStatus.MISSING, ConsentStatus.REFUSED})


@dataclass(frozen=True, slots=True)
class OpenMethod:
    """One way: `allowed` when the law opens it and the recipient has not said no.

    `consent`: how it stands with the recipient's consent; None where the way is closed, or asks for none.
    `must_tell`: what the text of a public notice must tell, which is also among the reasons.
    """

    channel: Channel
    allowed: bool
    why: tuple[Reason, ...]
    rule: Citation | None
    consent: ConsentAnswer | None = None
    must_tell: tuple[Reason, ...] = ()
    wording: Wording | None = field(default=None, repr=False, compare=False)

    @property
    def needs_consent(self) -> bool:
        """Whether it may be tried, but takes effect only if the recipient agrees or accepts it by their conduct."""
        return self.consent is not None and self.consent.status in _STILL_NEEDED

    @property
    def is_disputed(self) -> bool:
        """Whether it may be tried without consent only as some read the law."""
        return self.consent is not None and self.consent.is_disputed

    def reasons(self, language: str = COURT_LANGUAGE) -> tuple[str, ...]:
        """One sentence a reason."""
        return self._sentences(self.why, language)

    def contents(self, language: str = COURT_LANGUAGE) -> tuple[str, ...]:
        """What a notice must tell, one sentence a thing, without the article."""
        return self._sentences(tuple([each._replace(rule=None) for each in self.must_tell]), language)

    def contents_article(self, language: str = COURT_LANGUAGE) -> str:
        """Where the law says what a notice must tell; an empty text where it says nothing."""
        cites = [each.rule for each in self.must_tell if each.rule is not None]
        return self.wording.cite(cites[0], language) if self.wording is not None and cites else ""

    def _sentences(self, reasons: tuple[Reason, ...], language: str) -> tuple[str, ...]:
        return () if self.wording is None else tuple([self.wording.sentence(each, language) for each in reasons])


def open_methods(  # noqa: PLR0913 - what the law looks at before anything has been tried
    case: CaseFacts,
    paper: PaperFacts,
    recipient: RecipientFacts,
    *,
    consents: tuple[ConsentFact, ...] = (),
    refusals: tuple[RefusalFact, ...] = (),
    at: datetime,
    jurisdiction: str = "cn",
    channels: Iterable[Channel] = Channel,
) -> tuple[OpenMethod, ...]:
    """Every way (or only these), as the law stands at that moment, for an address that they gave or confirmed."""
    facts = Facts(at, case, paper, recipient, tuple(consents), tuple(refusals), jurisdiction=jurisdiction)
    service = service_at(facts, at, profile_of(facts.jurisdiction))
    return tuple([_method(channel, facts, service) for channel in channels])


def _method(channel: Channel, facts: Facts, service: ServiceKind) -> OpenMethod:
    profile = service.profile
    rules = rules_of_way(channel, facts, service, facts.as_of)
    way = reason_for_way(rules, channel)
    if not rules.is_open:
        return OpenMethod(channel, allowed=False, why=(way,), rule=way.rule, wording=profile.wording)
    consent = consent_under(rules, facts) if needs_consent(rules) else None
    about_consent = [] if consent is None else [consent.reason]
    cautions = [Reason(row.say, (), row.rule) for row in rules.cautions]
    return OpenMethod(
        channel,
        allowed=consent is None or not consent.is_refused,
        why=(way, *about_consent, *cautions),
        rule=way.rule,
        consent=consent,
        must_tell=tuple(Reason(row.say, (), row.rule) for row in rules.cautions if row.in_notice),
        wording=profile.wording,
    )
