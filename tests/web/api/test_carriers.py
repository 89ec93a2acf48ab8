"""The door of carriers: what is signed for us is kept before it is answered, whatever else leaves nothing."""

from collections.abc import Iterator

import pytest
from django.test import Client

from songda.carriers.signed.signatures import TO_COURT, sign, sign_answer
from songda.clock import now
from songda.exchange import Stamp, new_stamp
from songda.records.ground.evidence.models import Event
from songda.records.ways.post.carriage.models import Push
from songda.web.api import carriers

pytestmark = pytest.mark.database
SECRET, PATH = "a-secret-of-some-length", "/api/v1/carriers/signed/reports"
BODY = b'{"reports": [{"number": "EA000000005CN", "kind": "handed", "at": "2026-07-30T10:00:00+08:00"}]}'


@pytest.fixture(autouse=True)
def carrier(settings: object) -> Iterator[None]:
    settings.CARRIER_URLS = {"signed": f"https://court:{SECRET}@carrier.example/post"}  # type: ignore[attr-defined]
    carriers._carriers.cache_clear()
    yield
    carriers._carriers.cache_clear()


def bring(stamp: Stamp, body: bytes = BODY, *, secret: str = SECRET, path: str = PATH) -> object:
    signature = sign(secret, TO_COURT, path, stamp, body)
    heads = {"X-At": stamp.at, "X-Nonce": stamp.nonce, "X-Client": "court", "X-Signature": signature}
    return Client(enforce_csrf_checks=True).post(path, body, content_type="application/json", headers=heads)


def test_a_signed_push_is_kept_and_answered_the_same_when_it_comes_again() -> None:
    stamp = new_stamp(now())

    first, again = bring(stamp), bring(stamp)

    for answer in (first, again):
        assert answer.status_code == 200  # type: ignore[attr-defined]
        signed = answer.headers["X-Signature"]  # type: ignore[attr-defined]
        assert signed == sign_answer(SECRET, stamp.nonce, 200, answer.content)  # type: ignore[attr-defined]
    assert Push.objects.count() == 1
    assert Event.objects.filter(name="push.kept").count() == 1


def test_what_is_not_signed_leaves_nothing() -> None:
    stamp = new_stamp(now())
    bring(stamp)

    assert bring(new_stamp(now()), secret="another-secret-of-length").status_code == 403  # type: ignore[attr-defined]
    assert bring(stamp, BODY + b" ").status_code == 403  # type: ignore[attr-defined]
    other = "/api/v1/carriers/other/reports"
    assert bring(new_stamp(now()), path=other).status_code == 404  # type: ignore[attr-defined]
    assert Client().get(PATH).status_code == 405
    assert Push.objects.count() == 1
