"""What is typed of letters, of what comes back and of what carriers say, and where it can be read."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from django.test import Client
from django.urls import reverse

from songda.core.access import Role
from songda.records.ways.post.carriage.models import CarrierReport
from tests import make
from tests.records.stage import NOW
from tests.records.ways.post.carriage.parcels import DAY, HOUR, SEALED, posted, push, report, signed_for, work
from tests.web.console.letters.things import letter_of

WORD = "柿子树下"
LATER = NOW + timedelta(days=10)


def page(name: str, *keys: object) -> str:
    return reverse(f"console:{name}", args=keys)


def send(client: Client, where: str, **typed: object) -> None:
    answer = client.post(where, typed)
    assert answer.status_code == 302, answer.content.decode()


def given(client: Client, of: Any) -> str:
    send(client, page("letters_numbers"), product="court_post", two_letters="EZ", first="00000100", last="00000199")
    return page("letters_numbers")


def counted(client: Client, of: Any) -> str:
    from tests.web.console.world import place_of

    where = page("batch_count", letter_of(of.envelope, place_of(of.defendant)).batch_id)
    send(client, where, typed=WORD)
    return where


def scanned(client: Client, of: Any) -> str:
    assert client.post(page("returns"), {"typed": WORD}).status_code == 422  # said aloud: it is no letter
    return page("returns")


def believed(client: Client, of: Any) -> str:
    letter = posted()
    push([report(letter, "handed", HOUR), report(letter, "delivered", DAY, signer="??")], LATER)
    work(LATER)
    told = CarrierReport.objects.get(letter=letter, kind="delivered")
    send(client, page("decide_carriage", letter.id), report=told.id, signer="recipient", reason=WORD)
    return page("carriage", letter.id)


def ruled(client: Client, of: Any) -> str:
    from tests.web.console.world import signed_in

    letter = posted()
    push(signed_for(letter), SEALED + 4 * DAY)
    work(SEALED + 4 * DAY)
    push([report(letter, "returned", 4 * DAY, cause="refused")], LATER)
    work(LATER)
    bench = signed_in(make.user(role=Role.JUDGE))
    send(bench, page("rule_carriage", letter.id), stands="yes", reason=WORD)
    return page("carriage", letter.id)


TABLE: Mapping[str, Callable[[Client, Any], str]] = {
    "RangeForm.two_letters": given,
    "ScanForm.typed": counted,
    "StationForm.typed": scanned,
    "BeliefForm.reason": believed,
    "RuleForm.reason": ruled,
}
