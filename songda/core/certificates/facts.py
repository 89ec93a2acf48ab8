"""What the file holds about one service, as far as its certificate needs to know."""

from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from songda.core.certificates.words import LANGUAGES, Words
from songda.core.law.decision import BY_PEOPLE


@dataclass(frozen=True)
class CertifiedCase:
    """The case; `stage` is a word of the law core, such as first_instance."""

    number: str
    cause: Words
    stage: str


@dataclass(frozen=True)
class CertifiedClient:
    """The party for whom the person served acts; `authority`: how far, empty where nothing is on record."""

    role: Words
    name: str
    authority: Words


@dataclass(frozen=True)
class CertifiedRecipient:
    """The person served: role, full name, masked identity number, and for whom they act where they do."""

    role: Words
    name: str
    masked_number: str
    acts_for: CertifiedClient | None = None


@dataclass(frozen=True)
class CertifiedPaper:
    """The one paper that this certificate is about."""

    kind: Words
    title: str
    pages: int
    sha256: bytes
    copies: int = 1


@dataclass(frozen=True)
class CertifiedConsent:
    """Why electronic service was allowed: the ground (a word of the law core), the moment, and how it is proved.

    `ended_at`: withdrawn since; what was served before stands.
    """

    ground: str
    at: datetime
    proof: Words
    ended_at: datetime | None = None


@dataclass(frozen=True)
class CertifiedAddress:
    """Where the paper went: channel and class are words of the law core, the value is masked.

    `since`: when it was confirmed or found as `how` says; `is_entry`: nobody told when that was, and `since` is the
    moment at which somebody entered it.
    """

    channel: str
    address_class: str
    masked: str
    how: Words
    since: datetime
    is_entry: bool = False


TYPED = "typed"  # the clock of whoever entered a time by hand, to the minute


@dataclass(frozen=True)
class CertifiedMoment:
    """One step of the service, when it happened, who says so, and by whose clock.

    Kind, source and clock are words of the tables `moment_kind`, `source` and `clock`; an empty clock is one that
    nobody names. `source_name`: what shows it, such as a recording. A time by the clock `typed` was entered by hand.
    """

    kind: str
    at: datetime
    source: str
    source_name: Words | str = ""
    clock: str = ""


@dataclass(frozen=True)
class CertifiedEffect:
    """What the law says: status and ground are words of the law core, `articles` its citations, `reasons` its steps.

    `return_force`: the rule that gives the certificate of such a service the force of a return; None where none does.
    """

    status: str
    ground: str | None
    effective_at: datetime | None
    articles: tuple[Words, ...]
    reasons: tuple[Words, ...] = ()
    return_force: Words | None = None

    @property
    def result(self) -> str:
        """What came of it, as the title and the first line say: `effective` only where the electronic service counts.

        Otherwise the status, or `other_means` where the paper was served in another way.
        """
        return "other_means" if self.status == "effective" and self.is_by_people else self.status

    @property
    def is_by_people(self) -> bool:
        """Whether it rests on what people did: no message is what counts then, whatever went out."""
        return self.ground in BY_PEOPLE


@dataclass(frozen=True)
class CertifiedPeriod:
    """A period that starts from this service."""

    name: Words
    last_day: date
    provisional: bool
    article: Words


@dataclass(frozen=True)
class CertifiedAttempt:
    """One electronic try to serve this paper; `outcome` is a word of `words.OUTCOMES`."""

    channel: str
    masked: str
    at: datetime
    outcome: str
    is_winning: bool = False


@dataclass(frozen=True)
class CertifiedLine:
    """One fact of service by people: the way (a word of `channel`), what happened, and who says so."""

    at: datetime
    way: str
    what: Words
    source: Words
    is_counting: bool = False
    note: str = ""  # what somebody wrote of it in their own words, which strangers do not read
    persons: tuple[str, ...] = ()  # named in it, who are masked where strangers read
    staff: tuple[str, ...] = ()  # named as those who put it on record


@dataclass(frozen=True)
class CertifiedNotification:
    """A message that only told the recipient to look; it serves nothing."""

    channel: str
    masked: str
    at: datetime
    outcome: str


@dataclass(frozen=True)
class CheckpointFacts:
    """The newest checkpoint of the evidence log when the certificate was made."""

    origin: str
    size: int
    root: bytes
    at: datetime


@dataclass(frozen=True)
class VerificationFacts:
    """Where anyone can check the certificate."""

    code: str
    url: str


@dataclass(frozen=True)
class ReplacedCertificate:
    """The earlier certificate that this one takes the place of, and why."""

    number: str
    reason: Words


@dataclass(frozen=True)
class CertifiedRules:
    """By which rules the service was decided, and when; an empty version is one that was not kept."""

    jurisdiction: str
    version: str
    decided_at: datetime


@dataclass(frozen=True)
class CertificateFacts:
    """Everything that goes into one certificate: one paper, one recipient."""

    number: str
    rule_set: CertifiedRules
    zone: tzinfo
    issued_at: datetime
    court: Words
    case: CertifiedCase
    recipient: CertifiedRecipient
    paper: CertifiedPaper
    consent: CertifiedConsent | None
    address: CertifiedAddress
    sender: str
    moments: tuple[CertifiedMoment, ...]
    effect: CertifiedEffect
    verification: VerificationFacts
    operator: Words
    judge: str
    attempts: tuple[CertifiedAttempt, ...] = ()
    by_people: tuple[CertifiedLine, ...] = ()
    notifications: tuple[CertifiedNotification, ...] = ()
    periods: tuple[CertifiedPeriod, ...] = ()
    checkpoint: CheckpointFacts | None = None
    remarks: tuple[Words, ...] = ()
    persons: tuple[str, ...] = ()  # named in remarks
    replaces: ReplacedCertificate | None = None
    disputed_since: datetime | None = None  # an objection or a denial on which no judge has decided
    has_other_consent: bool = False  # one is on record, on which the service does not rest
    is_to_be_stamped: bool = False  # an authority is set up whose time stamp it bears, or waits for
    is_sample: bool = False
    languages: tuple[str, ...] = LANGUAGES[:1]  # in which it is printed, one after the other

    @property
    def is_by_people(self) -> bool:
        """Whether it tells of service by people: the answer rests on that, or nothing else was tried."""
        return self.effect.is_by_people or (not self.attempts and bool(self.by_people))
