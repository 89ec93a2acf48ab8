"""What a paragraph asks of the facts before an effect may be said to stand in its words: the negative sentences too.

One entry for every paragraph that a rule of an effect cites as "the text says so"; the same words of several years are
one entry.
"""

from collections.abc import Callable, Container, Mapping

from songda.core.law.facts import (
    BY_WIRE,
    AttemptFacts,
    Channel,
    EventKind,
    Facts,
    Leaving,
    PaperKind,
    Person,
    PersonStatus,
    Procedure,
    RecipientKind,
    Role,
    Stage,
)

K, C, P, L = EventKind, Channel, Person, Leaving
Holds = Callable[[Facts, AttemptFacts], bool]
OfTheCase = Callable[[Facts], bool]

RECORDED_AT_HOME = frozenset({L.WITNESSED, L.FILMED})
DECISIONS = frozenset({PaperKind.JUDGMENT, PaperKind.RULING, PaperKind.RULING_APPEALABLE})
IN_CHINA = frozenset({P.REPRESENTATIVE, P.REPRESENTATIVE_OFFICE, P.BRANCH_OFFICE, P.BUSINESS_AGENT})


def by(*channels: Channel) -> Holds:
    return lambda _, attempt: attempt.channel in channels


def did(kinds: tuple[EventKind, ...], *people: Person, how: frozenset[Leaving] = frozenset(Leaving)) -> Holds:
    """One of these did it, in one of these ways, by the moment asked about; nobody named: whoever it was."""
    return lambda facts, attempt: any(
        each.kind in kinds
        and each.at <= facts.as_of
        and (not people or (each.by or attempt.to) in people)
        and each.how in how
        for each in attempt.events
    )


def signed(*people: Person) -> Holds:
    return did((K.SIGNED,), *people)


def refused(*people: Person, how: frozenset[Leaving]) -> Holds:
    return did((K.LEFT,), *people, how=how)


def never(*kinds: EventKind) -> Holds:
    return lambda facts, attempt: not did(kinds)(facts, attempt)


def address(*classes: str) -> Holds:
    return lambda _, attempt: attempt.address_class in classes


def natural(facts: Facts, _: AttemptFacts) -> bool:
    return facts.recipient.kind is RecipientKind.NATURAL_PERSON


def body(facts: Facts, _: AttemptFacts) -> bool:
    return not natural(facts, _)


def incapable(facts: Facts, _: AttemptFacts) -> bool:
    """It is told that they cannot act for themselves, or that they are not of age."""
    recipient = facts.recipient
    spans = {each.status for each in recipient.status_periods}
    return recipient.lacks_capacity or recipient.born_on is not None or PersonStatus.LACKS_CAPACITY in spans


def paper(*kinds: PaperKind) -> Holds:
    return lambda facts, _: facts.paper.kind in kinds


def no_paper(*kinds: PaperKind) -> Holds:
    return lambda facts, _: facts.paper.kind not in kinds


def told(**flags: object) -> Holds:
    """So of the recipient, at any time at which something is told of them."""

    def holds(facts: Facts, _: AttemptFacts) -> bool:
        spans = {each.status.value for each in facts.recipient.status_periods}
        return any(getattr(facts.recipient, key) == value or key in spans for key, value in flags.items())

    return holds


def either(*several: Holds) -> Holds:
    return lambda facts, attempt: any(each(facts, attempt) for each in several)


def months(least: int) -> Holds:
    """About so many months before the moment asked about it was sent, or whatever is first known of it."""
    return lambda facts, attempt: (facts.as_of - min(each.at for each in attempt.events)).days >= 30 * least - 2


def _may_receive(facts: Facts, attempt: AttemptFacts) -> bool:
    """A branch or a business agent signed with a power to receive; or it was neither of them."""
    powers = {
        P.BRANCH_OFFICE: facts.recipient.branch_may_receive,
        P.BUSINESS_AGENT: facts.recipient.business_agent_may_receive,
    }
    return any(powers.get(each.by or attempt.to, True) for each in attempt.events if each.kind in {K.SIGNED, K.LEFT})


def simple(facts: Facts, _: AttemptFacts) -> bool:
    is_simple = facts.case.procedure in {Procedure.SIMPLIFIED, Procedure.SMALL_CLAIMS}
    return is_simple and facts.case.stage is Stage.FIRST_INSTANCE


agent_may_receive = told(agent_excluded=False)
POST_ABROAD = [
    by(C.MAIL),
    did((K.SENT, K.ACCEPTED, K.KNOWN, K.ACTED)),
    never(K.RETURNED),
    months(3),
    told(home_law_forbids_post=False),
]

_SAME_WORDS: Mapping[str, list[Holds]] = {
    # at home, through the court's own people
    "cpl2017.84.2 cpl2021.87.2 cpl2023.87.2": [signed(P.RECIPIENT)],
    "cpl2017.85.2 cpl2021.88.2 cpl2023.88.2": [
        either(signed(P.COHABITANT, P.REPRESENTATIVE, P.DESIGNATED_RECEIVER), body),
        signed(P.COHABITANT, P.MAIL_ROOM, P.REPRESENTATIVE, P.DESIGNATED_RECEIVER),
    ],
    "cpl2017.86 cpl2021.89 cpl2023.89": [natural, refused(P.RECIPIENT, P.COHABITANT, how=RECORDED_AT_HOME)],
    "cpli2015.130.1 cpli.130.1": [body, refused(P.RECIPIENT, P.MAIL_ROOM, how=RECORDED_AT_HOME)],
    "cpli2015.131.1 cpli.131.1": [refused(P.RECIPIENT, how=frozenset({L.AT_COURT}))],
    "cpli2015.131.2 cpli.131.2 apli.52": [refused(P.RECIPIENT, how=frozenset({L.ELSEWHERE_FILMED}))],
    "cpli2015.141 cpli.141": [refused(P.RECIPIENT, how=frozenset({L.AT_PRONOUNCEMENT})), paper(*DECISIONS)],
    "cpli2015.431 cpli.429": [
        paper(PaperKind.PAYMENT_ORDER),
        refused(P.RECIPIENT, how=frozenset(L) - {L.UNTOLD, L.UNRECORDED, L.NOBODY_MET}),
    ],
    "cpli2015.133 cpli.133": [paper(PaperKind.MEDIATION_DOCUMENT), signed(P.RECIPIENT, P.DESIGNATED_RECEIVER)],
    "cpl2017.97.3 cpl2021.100.3 cpl2023.100.3": [paper(PaperKind.MEDIATION_DOCUMENT), did((K.SIGNED,))],
    "cpli2015.134.1 cpli.134.1": [by(C.ENTRUSTED), signed(P.RECIPIENT)],
    "cpl2017.91 cpl2021.94 cpl2023.94": [
        by(C.TRANSFER),
        signed(P.RECIPIENT),
        either(told(soldier=True), told(in_custody=True)),
    ],
    "cpl2017.92.1 cpl2021.95.1 cpl2023.95.1": [
        by(C.PUBLIC_NOTICE),
        did((K.PUBLISHED,)),
        lambda facts, attempt: not simple(facts, attempt),
    ],
    # by wire
    "cpl2017.87.2": [by(*BY_WIRE), did((K.ARRIVED,)), no_paper(*DECISIONS, PaperKind.MEDIATION_DOCUMENT)],
    "olr.31.1 icr.17.1": [by(*BY_WIRE), address("provided", "confirmed"), did((K.ARRIVED,))],
    "olr.31.2.1 icr.17.2.1": [by(*BY_WIRE), address("found"), did((K.ACKNOWLEDGED, K.ACTED))],
    "olr.31.2.2 icr.17.2.2": [by(*BY_WIRE), address("found"), did((K.READ, K.KNOWN))],
    "mspi.55.2": [by(C.EMAIL, C.FAX), did((K.ACKNOWLEDGED, K.ACTED, K.SIGNED))],
    # by the post
    "mail04.9.0.1": [by(C.MAIL), signed(P.RECIPIENT), natural],
    "mail04.9.0.2": [by(C.MAIL), signed(P.STATUTORY_AGENT), natural, incapable],
    "mail04.9.0.3": [by(C.MAIL), signed(P.RECIPIENT, P.MAIL_ROOM), body],
    "mail04.9.0.4": [by(C.MAIL), signed(P.REPRESENTATIVE)],
    "mail04.9.0.5": [by(C.MAIL), signed(P.DESIGNATED_RECEIVER)],
    "mail04.9.0.6": [by(C.MAIL), signed(P.COHABITANT), natural],
    "mail04.11.1": [by(C.MAIL), did((K.RETURNED,))],
    # simplified procedure of 2003
    "jy.10.1.2": [simple, by(C.DIRECT), did((K.RETURNED,)), address("provided", "confirmed")],
    "jy.11.1": [simple, refused(P.RECIPIENT, P.COHABITANT, P.MAIL_ROOM, how=frozenset({L.WITNESS_DECLINED}))],
    "jy.28.2": [simple, did((K.LEFT,), how=frozenset({L.NOT_FETCHED})), paper(*DECISIONS)],
    "jy.29.2": [simple, by(C.MAIL), did((K.RETURNED,)), address("provided", "confirmed"), paper(*DECISIONS)],
    "jy.31.1": [simple, did((K.LEFT,), how=frozenset({L.PRONOUNCED_IN_ABSENCE})), paper(*DECISIONS)],
    # criminal cases
    "crpli2012.167.2 crpli.204.1": [signed(P.RECIPIENT, P.COHABITANT, P.FAMILY_ELSEWHERE, P.MAIL_ROOM)],
    "crpli2012.167.3 crpli.204.2": [
        refused(P.RECIPIENT, P.COHABITANT, P.FAMILY_ELSEWHERE, P.MAIL_ROOM, how=RECORDED_AT_HOME)
    ],
    "crpli2012.170 crpli.207": [by(C.MAIL), did((K.SIGNED,))],
    "crpli2012.171.4 crpli.208.4": [by(C.TRANSFER), signed(P.RECIPIENT)],
    "crpli2012.412.0.4 crpli.495.0.4": [signed(P.REPRESENTATIVE), agent_may_receive],
    "crpli2012.412.0.5 crpli.495.0.5": [
        body,
        signed(P.REPRESENTATIVE_OFFICE, P.BRANCH_OFFICE, P.BUSINESS_AGENT),
        _may_receive,
    ],
    # abroad
    "cpl2017.267.0.4 cpl2021.274.0.4 hkmo.4": [signed(P.REPRESENTATIVE), agent_may_receive],
    "cpl2023.283.1.4": [signed(P.REPRESENTATIVE)],
    "cpl2017.267.0.5 cpl2021.274.0.5": [
        signed(P.REPRESENTATIVE_OFFICE, P.BRANCH_OFFICE, P.BUSINESS_AGENT),
        _may_receive,
    ],
    "cpl2023.283.1.5": [signed(P.OWNED_COMPANY, P.REPRESENTATIVE_OFFICE, P.BRANCH_OFFICE, P.BUSINESS_AGENT)],
    "cpl2023.283.1.6": [natural, signed(P.HEADED_COMPANY)],
    "cpl2017.267.0.6 cpl2021.274.0.6 cpl2023.283.1.8 crpli2012.412.0.6 crpli.495.0.6": POST_ABROAD,
    "cpl2017.267.0.8 cpl2021.274.0.8 cpl2023.283.2": [by(C.PUBLIC_NOTICE), did((K.PUBLISHED,))],
    "cpli2015.536.2 cpli.534.2": [by(C.MAIL), signed(P.RECIPIENT)],
    "foreign.12": [refused(P.RECIPIENT, *IN_CHINA, how=frozenset(L) - {L.UNTOLD}), _may_receive],
    "foreign.13.0.2 hkmo.12.0.2": [did((K.ACTED,), P.RECIPIENT)],
    "foreign.13.0.3 hkmo.12.0.3": [did((K.KNOWN,))],
    "hkmo.5.1": [signed(P.REPRESENTATIVE_OFFICE)],
    "hkmo.5.2": [signed(P.BRANCH_OFFICE, P.BUSINESS_AGENT), _may_receive],
    "hkmo.7.2 tw.5.1": [by(C.MAIL), signed(P.RECIPIENT)],
    "hkmo.7.3": [by(C.MAIL), did((K.ACTED, K.KNOWN)), never(K.RETURNED), months(3)],
    "hkmo.9": [by(C.PUBLIC_NOTICE), did((K.PUBLISHED,)), months(3)],
    "hkmo.11": [refused(P.RECIPIENT, *IN_CHINA, how=frozenset(L) - {L.UNTOLD}), _may_receive],
    "tw.4": [
        did((K.SIGNED, K.LEFT), P.RECIPIENT, P.COHABITANT, P.MAIL_ROOM, P.DESIGNATED_RECEIVER, *IN_CHINA),
        _may_receive,
    ],
    "tw.6": [by(C.EMAIL, C.FAX), did((K.ACKNOWLEDGED, K.ACTED))],
    "tw.8.2": [by(C.PUBLIC_NOTICE), did((K.PUBLISHED,)), months(3)],
    # other subjects
    "fsi.17.2": [by(C.TRANSFER), did((K.SENT,))],
    "msp.80.1.2": [signed(P.REPRESENTATIVE_OFFICE, P.BRANCH_OFFICE, P.BUSINESS_AGENT)],
    "auction.16.1": [paper(PaperKind.AUCTION_NOTICE)],
}
OF_AN_EFFECT = {place: conditions for places, conditions in _SAME_WORDS.items() for place in places.split()}


def role(*roles: Role | None, procedures: Container[Procedure] = frozenset(Procedure), first: bool = True) -> OfTheCase:
    """One of these roles, at first instance (or at any), in one of these procedures."""
    return lambda facts: (
        (not roles or facts.recipient.role in roles)
        and facts.case.procedure in procedures
        and not (first and facts.case.stage in {Stage.SECOND_INSTANCE, Stage.RETRIAL})
    )


def retrial(facts: Facts) -> bool:
    return facts.case.stage is Stage.RETRIAL


R, SIMPLE = Role, {Procedure.SIMPLIFIED, Procedure.SMALL_CLAIMS}
THIRD = (R.THIRD_PARTY, R.THIRD_PARTY_WITH_CLAIM)
NOT_THIRD = (None, *(set(R) - {*THIRD}))
_OF_THE_GUARD: Mapping[str, OfTheCase] = {
    "cpl2017.144 cpl2021.147 cpl2023.147": role(None, R.DEFENDANT),
    "cpl2017.143 cpl2021.146 cpl2023.146": role(R.PLAINTIFF, R.COUNTERCLAIM_DEFENDANT),
    "cpli2015.236 cpli.236": role(R.THIRD_PARTY_WITH_CLAIM),
    "cpli2015.240 cpli.240": role(R.THIRD_PARTY, first=False),
    "apl.58": role(None, R.PLAINTIFF, R.DEFENDANT),
    "apli.79.2": role(*THIRD, first=False),
    "cpli2015.403.2 cpli.401.2": retrial,
    "cpl2017.136 cpl2021.139 cpl2023.139": role(procedures=set(Procedure) - SIMPLE),
    "apli.71": role(procedures=set(Procedure) - SIMPLE),
    "cpli2015.261.2 cpli.261.2": role(procedures=SIMPLE),
    "apli.103.2": role(procedures=SIMPLE),
    "fsi.18.1": lambda facts: facts.recipient.foreign_state,
}
OF_THE_GUARD = {place: holds for places, holds in _OF_THE_GUARD.items() for place in places.split()}

# Of periods that a service starts by itself: whose they are, and at which instance.
_OF_A_PERIOD: Mapping[str, OfTheCase] = {
    "cpl2017.125.1 cpl2021.128.1 cpl2023.128.1": role(*NOT_THIRD, procedures={Procedure.ORDINARY}, first=False),
    "cpli2015.277.2 cpli.275.2": role(*NOT_THIRD, procedures={Procedure.SMALL_CLAIMS}, first=False),
    "cpl2017.268 cpl2021.275 cpl2023.285": lambda facts: not facts.recipient.foreign_state,
    "apl.67.1": role(*NOT_THIRD, first=False),
    "apli.10.1": role(*NOT_THIRD),
    "cpl2017.164.1 cpl2021.171.1 cpl2023.171.1": role(),
    "cpl2017.164.2 cpl2021.171.2 cpl2023.171.2": role(),
    "apl.85": role(),
    "crpl2012.219 crpl.230": role(),
    "fsi.17.4": lambda facts: facts.recipient.foreign_state,
    "fsi.18.3": role(None, R.DEFENDANT, R.COUNTERCLAIM_DEFENDANT),
}
OF_A_PERIOD = {place: holds for places, holds in _OF_A_PERIOD.items() for place in places.split()}

# Of a way by which nothing came about: so many months of silence since it was sent.
MONTHS_OF_SILENCE = {
    "foreign.7": 6,
    "hkmo.7.4": 3,
    "hkmo.6.2": 3,
    "tw11.12.2": 4,
}


def was_silent(months: int) -> OfTheCase:
    """Some try was sent so long ago, and nothing but its way was heard of it."""
    return lambda facts: any(
        all(each.kind in {K.SENT, K.ACCEPTED} or each.at > facts.as_of for each in attempt.events)
        and (facts.as_of - min((each.at for each in attempt.events), default=facts.as_of)).days >= 30 * months - 2
        for attempt in facts.attempts
    )


OF_SILENCE = {place: was_silent(months) for place, months in MONTHS_OF_SILENCE.items()}
