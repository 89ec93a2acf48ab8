"""What is named as missing decides most; where nothing is named no single fact changes the answer: all are tried."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from songda.core.law import decide, read_facts
from songda.core.law.facts import (
    AddressClass,
    AddressSource,
    AddressWithheld,
    AttemptFacts,
    Channel,
    ConsentFact,
    ConsentGround,
    EventFact,
    EventKind,
    Facts,
    FactsError,
    JudgeRuling,
    Leaving,
    Person,
    ReturnCause,
    RuledOutFact,
    RuledOutGround,
    Ruling,
    Withholding,
)
from songda.core.law.facts.contradictions import refuse_contradictions
from songda.core.law.next_fact import next_fact, worth_of
from tests.core.law.any_facts import any_facts, without_contradictions
from tests.core.law.given import Json, attempt, consent, event, facts, ruling
from tests.rows import all_rows

# What may come to light once something is on record: a letter that came back is signed by nobody any more.
COMES_NO_MORE = {
    "returned": {"signed", "left", "arrived", "returned"},
    "failed": {"arrived", "read"},
    "bounced": {"arrived", "read"},
    "signed": {"returned", "left"},
    "left": {"returned"},
}
NOT_BY_ITSELF = {"published", "sent", "accepted"}  # a notice has to run, and a sending serves nobody at once
MAY_COME_AGAIN = {"read", "acknowledged", "acted", "known"}
A_FEW = (Person.RECIPIENT, Person.COHABITANT, Person.MAIL_ROOM, Person.STATUTORY_AGENT, Person.REPRESENTATIVE)
People = Sequence[Person]


def every_single_fact(known: Facts, people: People) -> Iterator[Facts]:
    """The facts with one more that nobody told, whichever it is."""
    for place, each in enumerate(known.attempts):
        for changed in _more_of_a_try(each, known, people):
            attempts = (*known.attempts[:place], changed, *known.attempts[place + 1 :])
            yield replace(known, attempts=attempts)
        if each.channel is Channel.PUBLIC_NOTICE:
            yield from _before_the_notice(each, known)
    yield from _consents(known, people)
    yield from _of_case_and_paper(known)
    yield from _of_recipient(known)


def _more_of_a_try(tried: AttemptFacts, known: Facts, people: People) -> Iterator[AttemptFacts]:
    told = {each.kind for each in tried.events if each.at <= known.as_of}
    for kind in EventKind:
        over = any(kind in COMES_NO_MORE.get(each, ()) for each in told)
        if not over and kind not in NOT_BY_ITSELF and (kind not in told or kind in MAY_COME_AGAIN):
            for more in _sorts_of(EventFact(kind, known.as_of), people):
                yield replace(tried, events=(*tried.events, more))
    for place, each in enumerate(tried.events):
        for more in _untold_of(each, people) if each.at <= known.as_of else ():
            yield replace(tried, events=(*tried.events[:place], more, *tried.events[place + 1 :]))
    yield from _of_the_address(tried, known)
    yield from _said_of_it(tried, known)


def _of_the_address(tried: AttemptFacts, known: Facts) -> Iterator[AttemptFacts]:
    if tried.address_class in {None, AddressClass.UNKNOWN, AddressClass.FOUND}:
        better = (AddressClass.FOUND, AddressClass.PROVIDED, AddressClass.CONFIRMED)
        yield from (replace(tried, address_class=each) for each in better)
    used = min((each.at for each in tried.events), default=known.as_of).date() - timedelta(days=1)
    if tried.address_source is None and known.recipient.address_withheld:
        for source in AddressSource:
            yield replace(tried, address_source=source, address_last_used_on=used)
    elif tried.address_source is not None and tried.address_last_used_on is None:
        yield replace(tried, address_last_used_on=used)


def _said_of_it(tried: AttemptFacts, known: Facts) -> Iterator[AttemptFacts]:
    for place, each in enumerate(tried.rebuttals):
        if each.ruling is Ruling.PENDING:
            rejected = replace(each, ruling=Ruling.REJECTED)
            yield replace(tried, rebuttals=(*tried.rebuttals[:place], rejected, *tried.rebuttals[place + 1 :]))
    newest = max((each for each in tried.rulings if each.at <= known.as_of), key=lambda r: r.at, default=None)
    if newest is None or newest.counts:
        rest = tuple(each for each in tried.rulings if each.at != known.as_of)
        yield replace(tried, rulings=(*rest, JudgeRuling(known.as_of, counts=True)))


def _sorts_of(plain: EventFact, people: People) -> Iterator[EventFact]:
    for person in (None, *people):
        by = replace(plain, by=person)
        if plain.kind is EventKind.LEFT:
            yield from (replace(by, how=how) for how in Leaving)
        elif plain.kind is EventKind.RETURNED:
            yield from (replace(by, cause=cause) for cause in ReturnCause)
        else:
            yield by


def _untold_of(each: EventFact, people: People) -> Iterator[EventFact]:
    if each.by is None:
        yield from (replace(each, by=person) for person in people)
    if each.by is Person.COHABITANT_OF_UNKNOWN_AGE:
        yield replace(each, by=Person.COHABITANT)
    if each.kind is EventKind.LEFT and each.how is Leaving.UNTOLD:
        yield from (replace(each, how=how) for how in Leaving)
    if each.kind is EventKind.RETURNED and each.cause is ReturnCause.UNTOLD:
        yield from (replace(each, cause=cause) for cause in ReturnCause)


def _before_the_notice(notice: AttemptFacts, known: Facts) -> Iterator[Facts]:
    published = [each.at for each in notice.events if each.kind is EventKind.PUBLISHED and each.at <= known.as_of]
    for channel in Channel if published else ():
        failed = AttemptFacts("x", channel, "", events=(EventFact(EventKind.FAILED, max(published)),))
        yield replace(known, other_tries=(*known.other_tries, failed))
        for ground in RuledOutGround:
            yield replace(known, ruled_out=(*known.ruled_out, RuledOutFact(channel, max(published), ground)))


def _consents(known: Facts, people: People) -> Iterator[Facts]:
    moments = {each.at for tried in known.attempts for each in tried.events if each.at <= known.as_of}
    later = known.refusals or known.consents
    for at in sorted(moments) if later else [min(moments, default=known.as_of)]:
        for ground in ConsentGround:
            for person in people:
                more = ConsentFact(ground, at, None, None, by=person)
                yield replace(known, consents=(*known.consents, more))


def _of_case_and_paper(known: Facts) -> Iterator[Facts]:
    begun = min((each.at for tried in known.attempts for each in tried.events), default=known.as_of)
    if known.case.procuratorate_takes_part and known.case.procuratorate_agreed_at is None:
        yield replace(known, case=replace(known.case, procuratorate_agreed_at=begun))
    if known.hearing_at is None:
        yield replace(known, hearing_at=known.as_of + timedelta(days=300))
    others = known.paper.other_signatures or ()
    for place, signed in enumerate(others):
        if signed is None or signed > known.as_of:
            all_of_them = (*others[:place], known.as_of, *others[place + 1 :])
            yield replace(known, paper=replace(known.paper, other_signatures=all_of_them))


def _of_recipient(known: Facts) -> Iterator[Facts]:
    person = known.recipient
    begun = min((each.at for tried in known.attempts for each in tried.events), default=known.as_of)
    told = [
        *([replace(person, missing=missing) for missing in (True, False)] if person.missing is None else []),
        replace(person, branch_may_receive=True),
        replace(person, business_agent_may_receive=True),
        replace(person, notice_at_first_instance=True),
    ]
    if not person.address_withheld:
        told += [replace(person, address_withheld=(AddressWithheld(how, begun),)) for how in Withholding]
    yield from (replace(known, recipient=each) for each in told)


@st.composite
def with_more(draw: st.DrawFn) -> Json:
    """Any facts; of some also what other parties signed, a power to receive, and papers that are often served."""
    told = draw(any_facts())
    if draw(st.booleans()):
        told["paper"] |= {"kind": draw(st.sampled_from(["summons", "mediation_document", "payment_order"]))}
        told = without_contradictions(told)
    if told["paper"]["kind"] == "mediation_document":
        told["paper"] |= {"other_signatures": draw(st.sampled_from([[None], [None, None], ["2020-02-01T09:00:00Z"]]))}
    if draw(st.booleans()):
        told["as_of"] = "2025-06-01T00:00:00Z"
    return told


def _try_all(told: Json, people: People) -> None:
    known = read_facts(told)
    now, found = worth_of(decide(known)), next_fact(known)
    best = now
    for supposed in every_single_fact(known, people):
        try:
            refuse_contradictions(supposed)
            best = max(best, worth_of(decide(supposed)))
        except FactsError:
            continue
    assert worth_of(found.then) == best > now if found is not None else best == now


@settings(max_examples=120, deadline=None)
@given(with_more())
def test_what_is_named_decides_most_and_where_nothing_is_named_nothing_would(told: Json) -> None:
    _try_all(told, A_FEW)


@pytest.mark.night("brute force over all single facts on ten thousand cases")
@settings(max_examples=10_000, deadline=None)
@given(with_more())
def test_so_on_ten_thousand_cases(told: Json) -> None:
    _try_all(told, A_FEW)


def _left(**more: str) -> Json:
    return event("left 2022-06-02 recipient") | more


RETURNED = [event("sent 2022-05-20"), event("returned 2022-06-02")]
NAMED = [
    ("a letter came back, and nobody tells why: the cause, no signature", ["return_cause"],
     facts(attempt("mail", "found", events=RETURNED))),
    ("a letter was signed for by nobody knows whom", ["who_signed"],
     facts(attempt("mail", "confirmed", "signed 2022-06-02"))),
    ("another party has not signed yet", ["other_signature"],
     facts(attempt("direct", None, "signed 2022-06-02 recipient"),
           paper={"kind": "mediation_document", "other_signatures": [None]})),
    ("a notice before which the post alone was tried in vain", ["failed_try", "way_impossible", "ruling"],
     facts(attempt("public_notice", None, "published 2022-05-02"),
           attempt("mail", "confirmed", "failed 2022-04-01", id="a2"),
           attempt("direct", None, "failed 2022-04-02", id="a3"),
           consents=[consent("2022-01-01")], recipient={"missing": False})),
    ("somebody in custody must sign themselves", ["signed"],
     facts(attempt("transfer", None, "sent 2022-06-01"), recipient={"in_custody": True})),
    ("no day of the hearing is set", ["hearing_day"],
     facts(attempt("direct", None, "signed 2022-06-02 recipient"), hearing_at=None)),
    ("the procuratorate takes part, and its consent is not on record", ["procuratorate_agreed"],
     facts(attempt("sms", "confirmed", "arrived 2022-06-02"), consents=[consent()],
           case={"procuratorate_takes_part": True})),
    ("the branch of a company in Hong Kong signed, and its power is not on record", ["branch_may_receive"],
     facts(attempt("direct", None, "signed 2022-06-02 branch_office", to="branch_office"),
           recipient={"kind": "legal_person", "domicile": "hk"})),
    ("a letter to a place on file came back, and nothing tells that they withheld their own", ["address_withheld"],
     facts(attempt("mail", None, events=[RETURNED[0], RETURNED[1] | {"cause": "nobody_met"}],
                   address_source="register"))),
    ("served, and safe", [],
     facts(attempt("direct", None, "signed 2022-06-02 recipient"))),
    ("the judge found that it does not count", [],
     facts(attempt("left", None, events=[_left(how="witnessed")], rulings=[ruling("2022-06-05", counts=False)]))),
]  # fmt: skip


@all_rows(("sentence", "codes", "told"), NAMED, ids=[row[0] for row in NAMED])
def test_it_is_named(sentence: str, codes: list[str], told: Json) -> None:
    found = next_fact(read_facts(told))
    assert found.code in codes if found is not None else not codes, sentence
    _try_all(told, tuple(Person))


def test_a_letter_that_came_back_is_never_to_be_signed() -> None:
    for cause in ("refused", "nobody_met", "carrier", None):
        back = RETURNED[1] | ({"cause": cause} if cause else {})
        found = next_fact(read_facts(facts(attempt("mail", "confirmed", events=[RETURNED[0], back]))))
        assert found is None or found.code != "signed"
