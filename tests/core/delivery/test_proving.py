"""One table says what comes from outside proves at most: readers follow it, and no rule of the law rests on less."""

from datetime import UTC
from types import SimpleNamespace

import pytest

from scripts.proving import PAGE, page
from songda.carriers.kuaidi100.carrier import _STATES
from songda.channels.contract import ReportKind
from songda.channels.email.reports import DISPOSITIONS
from songda.channels.email.reports import KINDS as MAIL_KINDS
from songda.channels.sms.receipts import KINDS as SMS_KINDS
from songda.channels.sms.receipts import STATES
from songda.core.certificates.by_people import Looks, WayFacts, _reported, lines_of
from songda.core.certificates.facts import CertifiedLine
from songda.core.certificates.statement import _SHOWS
from songda.core.delivery.carriage import UNREADABLE, Kind
from songda.core.delivery.deeds import MANNERS, WAYS
from songda.core.delivery.proving import Proves, tables
from songda.core.delivery.states import PartReceipt, State, derive
from songda.core.law import profile_of
from songda.core.law.decision import Ground
from songda.core.law.facts import EventKind, Person, ReturnCause
from songda.core.state import CaseState
from songda.telephony import LineEvent
from tests import make
from tests.rows import all_rows

OF_CHANNELS = ("sms", "dsn", "mdn", "wechat")
NEEDS = {
    Ground.ARRIVAL: Proves.ARRIVED,
    Ground.RECEIPT_COMPLETED: Proves.READ,
    Ground.RECEIPT_PRESUMED: Proves.READ,
    Ground.SIGNATURE: Proves.WHO,
}


def test_every_word_that_can_come_stands_in_the_table() -> None:
    rows = {name: table.rows for name, table in tables().items()}
    assert set(rows["fact"]) == set(EventKind)
    assert set(rows["carrier"]) == set(Kind)
    assert set(rows["line"]) == set(LineEvent)
    assert set(rows["kuaidi100"]) == set(_STATES)
    assert {kind.value for kind, _, _ in _STATES.values()} <= set(rows["carrier"])
    assert {said: row.taken_as for said, row in rows["kuaidi100"].items()} == {
        state: kind.value for state, (kind, _, _) in _STATES.items()
    }
    assert set(STATES.values()) - set(rows["sms"]) == {"UNKNOWN"}, "what a centre does not know is for a person"
    for name in OF_CHANNELS:
        assert {row.taken_as for row in rows[name].values()} <= set(ReportKind)
    assert (set(SMS_KINDS), set(MAIL_KINDS), set(DISPOSITIONS)) == tuple(
        map(set, (rows["sms"], rows["dsn"], rows["mdn"]))
    )


def test_a_message_counts_as_arrived_by_those_words_alone_that_prove_it() -> None:
    for name in OF_CHANNELS:
        for said, row in tables()[name].rows.items():
            outcome = derive(1, [PartReceipt(1, row.taken_as, make.NOW)]) if row.taken_as != "unrecognised" else None
            arrived = outcome is not None and outcome.state is State.ARRIVED
            assert arrived is (row.proves >= Proves.ARRIVED), (name, said)


def test_who_signed_is_proved_only_where_the_carrier_names_somebody() -> None:
    for state, (kind, _, signer) in _STATES.items():
        names_somebody = kind is Kind.DELIVERED and signer not in {"", UNREADABLE}
        assert (tables()["kuaidi100"].rows[state].proves is Proves.WHO) is names_somebody, state


def test_no_rule_of_the_law_rests_on_less_than_its_ground_needs() -> None:
    facts = tables()["fact"].rows
    effects = [row for row in profile_of("cn").rows.effect if row.ground in NEEDS]
    assert effects
    for row in effects:
        for kind in row.events:
            assert facts[kind].proves >= NEEDS[row.ground], (row.id, kind)


def test_every_table_names_what_it_rests_on_and_the_page_is_current() -> None:
    assert all(table.basis and table.rows for table in tables().values())
    assert PAGE.read_text(encoding="utf-8") == page()


def claim(line: str) -> Proves:
    """What a line of a certificate says of the recipient, by the words that it uses."""
    for denied in ("未报告签收人", "未记明签收人", "拒绝签收", "无人签收"):
        line = line.replace(denied, "")
    if "签收" in line:
        return Proves.WHO
    if any(word in line for word in ("投交", "交付", "留置")):
        return Proves.ARRIVED
    return Proves.HANDED_ON if any(word in line for word in ("收寄", "寄出", "交寄", "委托函")) else Proves.NOTHING


@all_rows("signer", ["", UNREADABLE, *Person])
@all_rows("kind", Kind)
def test_a_line_of_a_certificate_claims_no_more_than_the_carriers_fact_proves(kind: Kind, signer: str) -> None:
    """Of whoever is not named, a delivery proves no more than that the letter is there."""
    fact = SimpleNamespace(kind=kind, signer=signer, cause=ReturnCause.REFUSED, scan_sha256="ab" * 32)
    most = tables()["carrier"].rows[kind].proves
    most = most if signer in set(Person) else min(most, Proves.ARRIVED)
    assert claim(_reported(WayFacts(CaseState(), UTC), fact)["zh"]) <= most  # type: ignore[arg-type]


STEPS = [
    (way, outcome, signer, manner)
    for way, row in WAYS.items()
    for outcome in row.outcomes
    for signer in (("", *Person) if outcome in {"signed", "left", "returned"} else ("",))
    for manner in ("", *MANNERS.get(outcome, ()))
]
AT = make.NOW


def line_of_step(way: str, outcome: str, signer: str, manner: str, teller: str) -> list[CertifiedLine]:
    """The lines of one try whose only step that is, as that teller had it put on record."""
    state = CaseState()
    state.deeds["d"] = SimpleNamespace(id="d", way=way)  # type: ignore[assignment]
    state.deed_steps["s"] = SimpleNamespace(  # type: ignore[assignment]
        id="s", deed_id="d", kind=outcome, at=AT, by=signer, manner=manner, scan_sha256="ab" * 32, struck_at=None,
        recorded_by="engine" if teller == "the engine" else "staff:chen",
    )  # fmt: skip
    if teller == "a phone":
        state.visits["v"] = SimpleNamespace(id="v", deed_id="d", stop_id="p", reported_by="staff:chen")  # type: ignore[assignment]
        state.visit_photos["f"] = SimpleNamespace(visit_id="v", sha256="cd" * 32)  # type: ignore[assignment]
    if teller == "another hand":
        hand = SimpleNamespace(
            id="d", sent_at=AT, received_at=AT, letter_sha256="ef" * 32, ended_at=AT, state="overtaken"
        )
        state.entrustments["d"] = hand  # type: ignore[assignment]
    if teller == "a board":
        state.notices.notices["n"] = SimpleNamespace(id="n", deed_id="d", published_at=AT, ended_at=AT)  # type: ignore[assignment]
        gap = SimpleNamespace(notice_id="n", kind="gone", since=AT, until=None, outcome="")
        state.notices.gaps["g"] = gap  # type: ignore[assignment]
    looks = {"n": Looks(9, 9, 0, 0, "2026-06-01")}
    return list(lines_of(WayFacts(state, UTC, hands={"d": "某法院"}, looks=looks, notes={"s": "王某在家收下。"})))


@pytest.mark.parametrize("teller", ["a clerk", "the engine", "a phone", "another hand", "a board"])
def test_no_line_of_what_people_did_claims_more_than_its_fact_proves(teller: str) -> None:
    """A visit, another hand, a notice: of whoever is not named as having signed, no line says that they signed."""
    facts = tables()["fact"].rows
    for way, outcome, signer, manner in STEPS:
        most = facts[outcome].proves
        most = most if signer in set(Person) else min(most, Proves.ARRIVED)
        of_hand = Proves.HANDED_ON if teller == "another hand" else Proves.NOTHING
        for line in line_of_step(way, outcome, signer, manner, teller):
            assert claim(line.what["zh"]) <= max(most, of_hand), (way, outcome, signer, manner, line.what["zh"])


def test_a_certificate_of_a_message_shows_it_by_facts_that_prove_its_ground() -> None:
    """What a judge found, and what a clerk heard in a call, does not come from outside."""
    facts = tables()["fact"].rows
    for ground, kinds in _SHOWS.items():
        for kind in set(kinds) & set(facts):
            assert facts[kind].proves >= NEEDS.get(Ground(ground), Proves.ARRIVED), (ground, kind)
