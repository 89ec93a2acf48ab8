"""Is this message genuine? Yes with the court's name, or no; nothing else, and not without end."""

import pytest
from django.test import Client

from songda.records.ground import vault
from tests import make
from tests.records.stage import defendant, envelope

pytestmark = pytest.mark.database
CHINESE = {"accept-language": "zh-hans"}


def ask(code: str, client: Client | None = None) -> str:
    answer = (client or Client()).post("/check", {"code": code}, headers=CHINESE)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_a_code_that_a_court_sent_is_answered_with_the_name_of_the_court_alone() -> None:
    sent = envelope(defendant(make.case()))
    page = ask(vault.link_token(sent.id).lower())
    assert "是真的" in page
    assert "孝义市人民法院" in page
    assert f'href="/s/{vault.link_token(sent.id)}"' in page  # what was typed once need not be typed again
    assert "是真的" in page[: page.index("</title>")]
    for secret in (sent.case.number, sent.party.name, "李", "传票"):
        assert secret not in page


@pytest.mark.parametrize("code", ["AAAAAAAAAA", "回复T退订", "' OR 1=1 --", "x" * 150])
def test_any_other_code_is_answered_with_no_and_what_to_do(code: str) -> None:
    page = ask(code)
    assert "查无此码" in page
    assert "96110" in page


def test_an_empty_code_is_asked_for_again() -> None:
    page = ask("")
    assert "查无此码" not in page
    assert "是真的" not in page


def test_wrong_codes_tire_it_and_right_ones_do_not() -> None:
    token = vault.link_token(envelope(defendant(make.case())).id)
    client = Client()
    for _ in range(70):
        ask(token, client)
    answers = [client.post("/check", {"code": f"AAAAAAAA{n}"}).status_code for n in range(62)]
    assert answers[:60] == [200] * 60
    assert answers[-1] == 429
    tired = client.post("/check", {"code": token}, headers=CHINESE)
    assert tired.status_code == 429
    assert tired["Retry-After"] == "600"
    assert "孝义" not in tired.content.decode()


def test_another_place_on_the_network_is_not_made_to_wait() -> None:
    for n in range(62):
        Client(REMOTE_ADDR="192.0.2.1").post("/check", {"code": f"AAAAAAAA{n}"})
    assert Client(REMOTE_ADDR="192.0.2.2").post("/check", {"code": "AAAAAAAAAA"}).status_code == 200


def test_one_household_of_addresses_counts_as_one_place() -> None:
    for n in range(62):
        Client(REMOTE_ADDR=f"2001:db8:1:2::{n:x}").post("/check", {"code": f"AAAAAAAA{n}"})
    assert Client(REMOTE_ADDR="2001:db8:1:2:ffff::1").post("/check", {"code": "AAAAAAAAAA"}).status_code == 429
    assert Client(REMOTE_ADDR="2001:db8:1:3::1").post("/check", {"code": "AAAAAAAAAA"}).status_code == 200
