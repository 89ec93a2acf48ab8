"""Facts that cannot all be true: arrival before sending, a ruling before the attempt, a company that is a soldier."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from enum import StrEnum

from songda.core.law.facts.fields import FactsError
from songda.core.law.facts.records import AttemptFacts, CaseFacts, EventFact, Facts, RecipientFacts
from songda.core.law.facts.words import (
    TO_A_PLACE,
    Branch,
    Channel,
    EventKind,
    Leaving,
    PaperKind,
    Person,
    PersonStatus,
    Posting,
    Procedure,
    RebuttalGround,
    RecipientKind,
    ReturnCause,
    Role,
    Stage,
)

_BY_HAND = frozenset({Channel.DIRECT, Channel.LEFT, Channel.ENTRUSTED, Channel.TRANSFER})
# Events that only some ways know; every other event may happen on any way.
_ONLY_ON = {
    EventKind.PUBLISHED: frozenset({Channel.PUBLIC_NOTICE}),
    EventKind.LEFT: _BY_HAND,
    EventKind.RETURNED: _BY_HAND | {Channel.MAIL},
}
# What ends a try: nothing is handed over by it any more, once it came back.
_HANDED_OVER = frozenset({EventKind.SIGNED, EventKind.LEFT, EventKind.ARRIVED})
_TRIES = ("attempts", "other_tries")
_OF_PEOPLE = ("soldier", "in_custody", "born_on", "own_labour", "lacks_capacity", "deceased")
_OF_THIS_COUNTRY = frozenset({"cn", "hk", "mo", "tw"})
_OF_BODIES = ("dissolved", "in_bankruptcy")


def refuse_contradictions(facts: Facts) -> None:
    """FactsError with the place of the first fact that another one rules out."""
    for found in _contradictions(facts):
        raise found


def _contradictions(facts: Facts) -> Iterator[FactsError]:
    yield from _of_recipient(facts.recipient, facts.as_of)
    yield from _of_the_case(facts)
    yield from _of_the_court(facts.case)
    yield from _of_their_life(facts)
    yield from _of_the_issue(facts)
    if facts.case.procuratorate_agreed_at is not None and not facts.case.procuratorate_takes_part:
        yield FactsError("$.case.procuratorate_agreed_at", "procuratorate_absent")
    if facts.paper.replaces == facts.paper.sha256:
        yield FactsError("$.paper.replaces", "replaces_itself")
    seen: set[str] = set()
    places = ((f"$.{key}[{place}]", each) for key in _TRIES for place, each in enumerate(getattr(facts, key)))
    for path, attempt in places:
        if attempt.id in seen:
            yield FactsError(f"{path}.id", "id_twice")
        seen.add(attempt.id)
        yield from _of_attempt(attempt, path)


_FIRST, _SECOND, _RETRIAL = Stage.FIRST_INSTANCE, Stage.SECOND_INSTANCE, Stage.RETRIAL
_ON_APPEAL = frozenset({_SECOND, _RETRIAL})
# What the procedure law of the mainland does not know: a word of one field, and where alone it may stand.
_ONLY_AT: Mapping[StrEnum, frozenset[Stage]] = {
    Role.APPELLANT: _ON_APPEAL,
    Role.APPELLEE: _ON_APPEAL,
    Role.RETRIAL_APPLICANT: frozenset({_RETRIAL}),
    Role.RETRIAL_RESPONDENT: frozenset({_RETRIAL}),
    Procedure.PAYMENT_ORDER: frozenset({_FIRST}),  # the paper has the same word, and no other stage either
    Procedure.SPECIAL: frozenset({_FIRST}),
    Procedure.FAST_TRACK: frozenset({_FIRST}),
    Procedure.SMALL_CLAIMS: frozenset({_FIRST, _RETRIAL, Stage.ENFORCEMENT}),  # one instance; art. 165 since 2022
    Branch.ENFORCEMENT: frozenset({_FIRST, Stage.ENFORCEMENT}),
}
_CIVIL = frozenset({Branch.CIVIL})
_ONLY_IN: Mapping[StrEnum, frozenset[Branch]] = {
    Role.COUNTERCLAIM_DEFENDANT: frozenset({Branch.CIVIL, Branch.CRIMINAL}),
    Procedure.PAYMENT_ORDER: _CIVIL,
    Procedure.SPECIAL: _CIVIL,
    Procedure.SMALL_CLAIMS: _CIVIL,
    Procedure.FAST_TRACK: frozenset({Branch.CRIMINAL}),
    PaperKind.THIRD_PARTY_DEBT_NOTICE: frozenset({Branch.ENFORCEMENT}),
    PaperKind.AUCTION_NOTICE: frozenset({Branch.ENFORCEMENT}),
    PaperKind.PROTECTION_ORDER: _CIVIL,
    PaperKind.INDICTMENT_COPY: frozenset({Branch.CRIMINAL}),
    PaperKind.COUNTERCLAIM_COPY: frozenset({Branch.CIVIL, Branch.CRIMINAL}),
}


def _of_the_case(facts: Facts) -> Iterator[FactsError]:
    """A role, a procedure, a paper that no case of this branch or stage has; of the courts of the mainland."""
    if facts.jurisdiction != "cn":
        return
    case = facts.case
    words = (
        ("$.case.branch", case.branch),
        ("$.case.procedure", case.procedure),
        ("$.paper.kind", facts.paper.kind),
        ("$.recipient.role", facts.recipient.role),
    )
    for path, word in words:
        stages, branches = (None, None) if word is None else (_ONLY_AT.get(word), _ONLY_IN.get(word))
        if stages is not None and case.stage not in stages:
            yield FactsError(path, "not_at_this_stage", word=str(word), stage=case.stage.value)
        if branches is not None and case.branch not in branches:
            yield FactsError(path, "not_in_this_branch", word=str(word), branch=case.branch.value)
    if case.retrial_of is not None and case.stage is not _RETRIAL:
        yield FactsError("$.case.retrial_of", "only_of_a_retrial")
    if case.status_case and case.branch in {Branch.CRIMINAL, Branch.ADMINISTRATIVE}:
        yield FactsError("$.case.status_case", "not_in_this_branch", word="status_case", branch=case.branch.value)


def _of_the_court(case: CaseFacts) -> Iterator[FactsError]:
    """Courts that hear civil cases alone, and of which a case has one."""
    if case.maritime_court and case.internet_court:
        yield FactsError("$.case.maritime_court", "two_courts")
    for flag, is_told in (("maritime_court", case.maritime_court), ("pilot_court", case.pilot_court)):
        if is_told and case.branch in {Branch.CRIMINAL, Branch.ADMINISTRATIVE}:
            yield FactsError(f"$.case.{flag}", "not_in_this_branch", word=flag, branch=case.branch.value)


def _of_their_life(facts: Facts) -> Iterator[FactsError]:
    """Nobody agrees before they are born, or signs, reads or answers themselves once they have died."""
    recipient = facts.recipient
    died = [each.since for each in recipient.status_periods if each.status is PersonStatus.DECEASED]
    ended = min(died, default=None)
    for place, consent in enumerate(facts.consents):
        if consent.by is not Person.RECIPIENT:
            continue
        if recipient.born_on is not None and consent.at.date() < recipient.born_on:
            yield FactsError(f"$.consents[{place}].at", "before_birth")
        if ended is not None and consent.at > ended:
            yield FactsError(f"$.consents[{place}].at", "after_death")
    if ended is not None:
        yield from _own_acts_after(ended, facts)


def _own_acts_after(ended: datetime, facts: Facts) -> Iterator[FactsError]:
    for key in _TRIES:
        for place, attempt in enumerate(getattr(facts, key)):
            for number, event in enumerate(attempt.events):
                if event.by is Person.RECIPIENT and event.at > ended:
                    yield FactsError(f"$.{key}[{place}].events[{number}].at", "after_death")


def _of_the_issue(facts: Facts) -> Iterator[FactsError]:
    """No paper is sent, handed over or signed for before the court issued it."""
    issued = facts.paper.issued_at
    if issued is None:
        return
    for number, signed in enumerate(facts.paper.other_signatures or ()):
        if signed is not None and signed < issued:
            yield FactsError(f"$.paper.other_signatures[{number}]", "before_issue")
    for place, attempt in enumerate(facts.attempts):
        for number, event in enumerate(attempt.events):
            if attempt.paper_sha256 == facts.paper.sha256 and event.at < issued:
                yield FactsError(f"$.attempts[{place}].events[{number}].at", "before_issue")


def _of_recipient(recipient: RecipientFacts, as_of: datetime) -> Iterator[FactsError]:
    is_body = recipient.kind in {RecipientKind.LEGAL_PERSON, RecipientKind.ORGANISATION}
    others, wrong = (_OF_PEOPLE, "only_of_a_person") if is_body else (_OF_BODIES, "only_of_a_body")
    for key in others:
        if getattr(recipient, key):
            yield FactsError(f"$.recipient.{key}", wrong)
    for place, period in enumerate(recipient.status_periods):
        if period.status in others:
            yield FactsError(f"$.recipient.status_periods[{place}].status", wrong)
    if recipient.foreign_state and (not is_body or recipient.dissolved or recipient.in_bankruptcy):
        yield FactsError("$.recipient.foreign_state", "only_of_a_state")
    if recipient.foreign_state and recipient.domicile in _OF_THIS_COUNTRY:
        yield FactsError("$.recipient.foreign_state", "state_at_home")
    if recipient.born_on is not None and recipient.born_on > as_of.date():
        yield FactsError("$.recipient.born_on", "born_later")


def _of_attempt(attempt: AttemptFacts, path: str) -> Iterator[FactsError]:
    sent = min((event.at for event in attempt.events if event.kind is EventKind.SENT), default=None)
    back = min((event.at for event in attempt.events if event.kind is EventKind.RETURNED), default=None)
    for place, event in enumerate(attempt.events):
        ways = _ONLY_ON.get(event.kind)
        if ways is not None and attempt.channel not in ways:
            yield FactsError(
                f"{path}.events[{place}].kind",
                "not_by_this_way",
                channel=attempt.channel.value,
            )
        yield from _of_manner(event, f"{path}.events[{place}]")
        if back is not None and event.kind in _HANDED_OVER and event.at > back:
            yield FactsError(f"{path}.events[{place}].at", "after_return")
        if sent is not None and _minute(event.at) < _minute(sent):
            yield FactsError(f"{path}.events[{place}].at", "before_sending")
    yield from _of_place(attempt, path)
    yield from _of_answers(attempt, path, sent)


def _of_manner(event: EventFact, path: str) -> Iterator[FactsError]:
    if event.how is not Leaving.UNTOLD and event.kind is not EventKind.LEFT:
        yield FactsError(f"{path}.how", "only_of_leaving")
    if event.cause is not ReturnCause.UNTOLD and event.kind is not EventKind.RETURNED:
        yield FactsError(f"{path}.cause", "only_of_a_return")
    if event.where is not Posting.UNTOLD and event.kind is not EventKind.PUBLISHED:
        yield FactsError(f"{path}.where", "only_of_a_notice")


def _of_place(attempt: AttemptFacts, path: str) -> Iterator[FactsError]:
    """Only a letter or a visit goes to a place; a number stands for no place."""
    last_used_on = attempt.address_last_used_on
    if attempt.address_source is not None and attempt.channel not in TO_A_PLACE:
        yield FactsError(f"{path}.address_source", "only_of_a_place")
    if last_used_on is not None and attempt.address_source is None:
        yield FactsError(f"{path}.address_last_used_on", "needs_source")
    first = min((event.at.date() for event in attempt.events), default=None)
    if last_used_on is not None and first is not None and last_used_on > first:
        yield FactsError(f"{path}.address_last_used_on", "after_attempt")


def _of_answers(attempt: AttemptFacts, path: str, sent: datetime | None) -> Iterator[FactsError]:
    """What was said of an attempt cannot have been said before it; a proved arrival cannot lie before the sending."""
    first = min((event.at for event in attempt.events), default=None)
    for place, rebuttal in enumerate(attempt.rebuttals):
        moves = rebuttal.ground is RebuttalGround.OTHER_ARRIVAL_DATE
        earliest = sent if moves else first
        proved = rebuttal.proved_at
        if proved and earliest and proved.date() < earliest.astimezone(proved.tzinfo).date():
            yield FactsError(f"{path}.rebuttals[{place}].proved_at", "before_attempt")
    for place, ruling in enumerate(attempt.rulings):
        if first is not None and ruling.at < first:
            yield FactsError(f"{path}.rulings[{place}].at", "before_attempt")
        if any(other.at == ruling.at and other.counts and not ruling.counts for other in attempt.rulings):
            yield FactsError(f"{path}.rulings[{place}].counts", "ruling_contradicted")


def _minute(moment: datetime) -> datetime:
    """Some providers tell the minute only."""
    return moment.replace(second=0, microsecond=0)
