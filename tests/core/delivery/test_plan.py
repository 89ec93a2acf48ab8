"""What the engine does next: one row a situation."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from songda.channels.email.entry import ENTRY as EMAIL_ENTRY
from songda.channels.sms.entry import ENTRY as SMS_ENTRY
from songda.core.delivery.plan import (
    AddressFact,
    AttemptFact,
    EnvelopeFacts,
    HandOver,
    Served,
    Step,
    Try,
    Wait,
    next_step,
)
from songda.core.delivery.routes import Route
from songda.core.delivery.states import State
from tests.rows import all_rows

SMS, EMAIL = SMS_ENTRY.route, EMAIL_ENTRY.route
RICH = replace(SMS, name="rich", rank=SMS.rank + 1)  # another route to the same numbers
PATIENT = replace(SMS, name="patient", unread_window=timedelta(days=5))
NOW = datetime(2022, 6, 2, 2, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
MOBILE = AddressFact("m", "mobile", "confirmed")
MAIL = AddressFact("e", "email", "provided")
FOUND = AddressFact("f", "mobile", "found")
DEAD = AddressFact("d", "mobile", "rejected")
POST = AddressFact("p", "postal", "confirmed")


def facts(*addresses: AddressFact, **more: object) -> EnvelopeFacts:
    return EnvelopeFacts(**{"addresses": addresses, "routes": (SMS, EMAIL), **more})  # type: ignore[arg-type]


def over(route: Route, address_id: str, *, call_due: bool = False) -> Try:
    return Try(route.name, route.counts_as, address_id, call_due)


def tried(address: AddressFact, state: State, route: Route = SMS, **more: object) -> AttemptFact:
    return AttemptFact(address.id, route.name, state, **more)  # type: ignore[arg-type]


CASES: list[tuple[str, EnvelopeFacts, Step]] = [
    ("a confirmed mobile is tried first", facts(FOUND, MAIL, MOBILE), over(SMS, "m")),
    ("a provided mailbox comes before a found number", facts(FOUND, MAIL), over(EMAIL, "e")),
    (
        "without consent a clerk is to call as well",
        facts(FOUND, has_consent=False),
        over(SMS, "f", call_due=True),
    ),
    ("a rejected address is never tried", facts(DEAD), HandOver("find_address", "no_address")),
    ("post is not for the engine", facts(POST), HandOver("find_address", "no_address")),
    ("what is served needs nothing more", facts(MOBILE, is_served=True), Served()),
    (
        "an offline person is handed to people",
        facts(MOBILE, is_open=False, closed_reason="offline"),
        HandOver("serve_otherwise", "offline"),
    ),
    ("whoever says not me stops the tries", facts(MOBILE, is_disowned=True), HandOver("find_address", "not_me")),
    (
        "an address that came on record since is served by an order of its own",
        facts(MOBILE, is_disowned=True, has_new_address=True),
        HandOver("serve_otherwise", "order_anew"),
    ),
    (
        "where electronic service is closed no new order is asked for",
        facts(MOBILE, is_disowned=True, has_new_address=True, is_open=False, closed_reason="offline"),
        HandOver("serve_otherwise", "offline"),
    ),
    (
        "what was ordered anew is waited for",
        facts(MOBILE, is_disowned=True, has_new_address=True, is_ordered_anew=True),
        Wait(None),
    ),
    (
        "what arrived at a stranger's number does not keep the next one from being tried",
        facts(FOUND, attempts=(tried(MOBILE, State.ARRIVED, arrived_at=NOW - HOUR, is_denied=True),)),
        over(SMS, "f"),
    ),
    (
        "what is under way to a stranger's number is not waited for",
        facts(FOUND, attempts=(tried(MOBILE, State.ACCEPTED, expires_at=NOW + HOUR, is_denied=True),)),
        over(SMS, "f"),
    ),
    (
        "where only a stranger was reached an address is looked for",
        facts(DEAD, attempts=(tried(DEAD, State.ARRIVED, arrived_at=NOW - HOUR, is_denied=True),)),
        HandOver("find_address", "not_me"),
    ),
    (
        "a denied number that is known to be theirs since then is written to again",
        facts(MOBILE, attempts=(tried(MOBILE, State.ARRIVED, arrived_at=NOW - HOUR, is_denied=True),)),
        over(SMS, "m"),
    ),
    (
        "a message under way is waited for",
        facts(MOBILE, MAIL, attempts=(tried(MOBILE, State.ACCEPTED, expires_at=NOW + HOUR),)),
        Wait(NOW + HOUR),
    ),
    (
        "an unknown outcome is never tried again by itself",
        facts(MOBILE, attempts=(tried(MOBILE, State.UNKNOWN, expires_at=NOW + HOUR),)),
        Wait(NOW + HOUR),
    ),
    (
        "after a failure the next address is tried",
        facts(MOBILE, MAIL, attempts=(tried(MOBILE, State.FAILED),)),
        over(EMAIL, "e"),
    ),
    (
        "when every address failed people take over",
        facts(MOBILE, MAIL, attempts=(tried(MOBILE, State.FAILED), tried(MAIL, State.EXPIRED, EMAIL))),
        HandOver("serve_otherwise", "unreachable"),
    ),
    (
        "what arrived is given time to be read",
        facts(FOUND, attempts=(tried(FOUND, State.ARRIVED, arrived_at=NOW - HOUR),)),
        Wait(NOW - HOUR + timedelta(days=2)),
    ),
    (
        "what stays unread is a call for the clerk",
        facts(FOUND, attempts=(tried(FOUND, State.ARRIVED, arrived_at=NOW - timedelta(days=2)),)),
        HandOver("call", "unread"),
    ),
    (
        "whoever was spoken with since is given time to read it too",
        facts(
            FOUND,
            attempts=(tried(FOUND, State.ARRIVED, arrived_at=NOW - timedelta(days=3)),),
            spoken_at=NOW - HOUR,
        ),
        Wait(NOW - HOUR + timedelta(days=2)),
    ),
    (
        "a talk before it arrived gives no time",
        facts(
            FOUND,
            attempts=(tried(FOUND, State.ARRIVED, arrived_at=NOW - timedelta(days=2)),),
            spoken_at=NOW - timedelta(days=9),
        ),
        HandOver("call", "unread"),
    ),
    (
        "only a route that the law opens is taken",
        facts(MOBILE, MAIL, routes=(EMAIL,)),
        over(EMAIL, "e"),
    ),
    ("no route reaches a place", facts(POST, routes=(SMS, EMAIL)), HandOver("find_address", "no_address")),
    (
        "of two routes to one number the first by rank is taken",
        facts(MOBILE, routes=(RICH, SMS)),
        over(SMS, "m"),
    ),
    (
        "when one route failed the other is tried at the same number",
        facts(MOBILE, routes=(RICH, SMS), attempts=(tried(MOBILE, State.FAILED),)),
        over(RICH, "m"),
    ),
    (
        "a better known address comes before a better route",
        facts(FOUND, MAIL, routes=(SMS, EMAIL), attempts=(tried(MAIL, State.FAILED, EMAIL),)),
        over(SMS, "f"),
    ),
    (
        "a channel whose messages are read slowly has a window of its own",
        facts(
            FOUND,
            routes=(PATIENT,),
            attempts=(
                AttemptFact("f", "patient", State.ARRIVED, arrived_at=NOW - 48 * HOUR, unread_window=timedelta(days=5)),
            ),
        ),
        Wait(NOW + timedelta(days=3)),
    ),
]


@all_rows(("given", "step"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_next_step(given: EnvelopeFacts, step: Step) -> None:
    assert next_step(given, NOW) == step
