"""The evidence log for everybody: plain files that programs read, and that never change once they are there."""

import base64
import hashlib

import pytest
from django.test import Client

from songda.core.evidence.merkle import HASH_BYTES
from songda.records.ground.evidence.actions import sequence
from tests import make

pytestmark = pytest.mark.database


@pytest.fixture
def filled() -> None:
    make.case()
    sequence(make.NOW)


def test_an_empty_log_has_no_checkpoint_and_says_so() -> None:
    assert Client().get("/log/checkpoint").status_code == 404
    assert Client().get("/log").status_code == 200


def test_the_newest_checkpoint_is_a_signed_note(filled: None) -> None:
    answer = Client().get("/log/checkpoint")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["Cache-Control"] == "no-cache"
    lines = answer.content.decode().split("\n")
    assert int(lines[1]) >= 1
    assert any(line.startswith("— ") for line in lines)


def test_a_tile_never_changes_and_may_be_kept_for_ever(filled: None) -> None:
    size = int(Client().get("/log/checkpoint").content.decode().split("\n")[1])
    answer = Client().get(f"/log/tile/0/000.p/{size}")
    assert len(answer.content) == size * HASH_BYTES
    assert "immutable" in answer["Cache-Control"]
    assert "Set-Cookie" not in answer


@pytest.mark.parametrize("path", ["0/000", "0/000.p/200", "0/0", "x/000", "0/000.p/0", "99/000", "0/../../etc/passwd"])
def test_what_is_no_tile_is_not_there(filled: None, path: str) -> None:
    assert Client().get(f"/log/tile/{path}").status_code == 404


def test_nobody_writes_here(filled: None) -> None:
    assert Client().post("/log/checkpoint").status_code == 405


def test_the_page_names_the_key_by_which_proofs_are_checked(filled: None) -> None:
    pem = Client().get("/log/log-key.pem").content.decode()
    der = base64.b64decode("".join(pem.splitlines()[1:-1]))
    assert hashlib.sha256(der).hexdigest() in Client().get("/log").content.decode()


def test_an_authority_that_stamped_nothing_has_no_certificates_here(filled: None) -> None:
    assert Client().get("/log/AUTHORITY.pem").status_code == 404
    assert "AUTHORITY.pem" not in Client().get("/log").content.decode()
