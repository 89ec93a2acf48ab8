"""Is this certificate genuine, and what does it say? By its code or the square pattern; a file may be compared and is
not kept."""

import hashlib
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from songda.clock import new_id
from songda.records.proof.certificates.models import Certificate
from songda.records.service.orders.models import Service
from tests import make
from tests.records.stage import defendant, envelope
from tests.web.console.world import world

pytestmark = pytest.mark.database
CHINESE = {"accept-language": "zh-hans"}
BODY = b"%PDF-1.7 the certificate"
CODE = "7K9MXQ2RTW"


def certificate(service: Service, code: str = CODE, **changes: object) -> Certificate:
    given = {
        "number": f"送达凭证-{code}",
        "finding_digest": bytes(32),
        "state": "issued",
        "sha256": hashlib.sha256(BODY).digest(),
        "wrapped_key": b"",
        "made_at": make.NOW,
        "event_id": new_id(),
        "file_id": new_id(),
        **changes,
    }
    return Certificate.objects.create(id=new_id(), service=service, code=code, **given)


@pytest.fixture
def service() -> Service:
    return Service.objects.get(envelope=envelope(defendant(make.case())))


def page(place: str) -> str:
    return str(Client().get(place, headers=CHINESE).content.decode())


def test_the_statutes_words_by_which_it_counts_stand_one_tap_away() -> None:
    here = world()
    told = page(f"/verify/{here.certificate.code}")
    assert "送达生效的法律依据" in told
    assert "<mark>第三十一条" in told
    assert 'href="/rules/cn.olr.31.1?on=' in told
    assert here.defendant.name not in told
    here.certificate.state = "replaced"
    here.certificate.save()
    assert "第三十一条" not in page(f"/verify/{here.certificate.code}")


@pytest.mark.parametrize("typed", [CODE, CODE.lower(), "7K9MX-Q2RTW", f"https://example.invalid/verify/{CODE}"])
def test_a_code_may_be_typed_in_many_ways(service: Service, typed: str) -> None:
    certificate(service)
    answer = Client().post("/verify", {"code": typed})
    assert (answer.status_code, answer["Location"]) == (302, f"/verify/{CODE}")


def test_one_of_which_the_log_holds_nothing_is_told_with_its_court_and_nothing_of_the_person(service: Service) -> None:
    certificate(service)
    told = page(f"/verify/{CODE}")
    assert "凭证真实有效" in told
    assert "孝义市人民法院" in told
    assert hashlib.sha256(BODY).hexdigest() in told
    for secret in (service.envelope.party.name, service.envelope.case.number, service.paper.title):
        assert secret not in told


def test_a_replaced_one_names_the_one_that_stands(service: Service) -> None:
    old = certificate(service, "AAAAAAAAAA", state="replaced")
    new = certificate(service, replaces=old)
    told = page("/verify/AAAAAAAAAA")
    assert "已被替代，不再使用" in told
    assert new.number in told


def test_an_unknown_one_is_said_to_be_unknown() -> None:
    answer = Client().get("/verify/BBBBBBBBBB", headers=CHINESE)
    assert answer.status_code == 404
    page = answer.content.decode()
    assert "没有该编码" in page
    assert 'value="BBBBBBBBBB"' in page  # to be compared letter by letter, and mended


@pytest.mark.parametrize(("body", "told"), [(BODY, "完全相同"), (BODY + b" ", "不是该凭证"), (b"", "不是该凭证")])
def test_a_file_is_compared_byte_for_byte(service: Service, body: bytes, told: str) -> None:
    certificate(service)
    answer = Client().post(f"/verify/{CODE}", {"file": SimpleUploadedFile("c.pdf", body)}, headers=CHINESE)
    assert told in answer.content.decode()


@pytest.mark.parametrize(
    ("body", "told"), [(BODY, "完全相同"), (b"before", "加盖时间戳之前的版本"), (b"other", "不是该凭证")]
)
def test_a_copy_from_before_the_time_stamp_is_known_again(service: Service, body: bytes, told: str) -> None:
    certificate(service, unstamped_sha256=hashlib.sha256(b"before").digest())
    answer = Client().post(f"/verify/{CODE}", {"file": SimpleUploadedFile("c.pdf", body)}, headers=CHINESE)
    assert told in answer.content.decode()


def test_a_file_that_differs_is_the_headline(service: Service) -> None:
    certificate(service)
    answer = Client().post(f"/verify/{CODE}", {"file": SimpleUploadedFile("c.pdf", b"other")}, headers=CHINESE)
    told = answer.content.decode()
    assert told.count("<h1>") == 1
    assert told.index("<h1>您的文件不是该凭证</h1>") < told.index("<h2>该编码对应的法院凭证有效，但不是您的文件</h2>")
    assert "凭证真实有效" not in told
    assert "note good" not in told
    assert "文件不符：" in told[: told.index("</title>")]


def test_the_file_is_not_kept(service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    certificate(service)
    monkeypatch.setattr(settings, "HOME", tmp_path)
    monkeypatch.setattr(settings, "FILES", tmp_path / "files")
    monkeypatch.setattr(settings, "FILE_UPLOAD_TEMP_DIR", str(tmp_path))  # where a large one lies while it is read
    large = SimpleUploadedFile("c.pdf", BODY * 200_000)
    assert large.size > settings.FILE_UPLOAD_MAX_MEMORY_SIZE
    assert Client().post(f"/verify/{CODE}", {"file": large}).status_code == 200
    assert list(tmp_path.rglob("*")) == []


def test_no_file_is_asked_for_again(service: Service) -> None:
    certificate(service)
    answer = Client().post(f"/verify/{CODE}", {}, headers=CHINESE)
    assert "不是该凭证" not in answer.content.decode()


def test_files_cannot_be_sent_without_end(service: Service) -> None:
    certificate(service)
    client = Client()
    answers = [
        client.post(f"/verify/{CODE}", {"file": SimpleUploadedFile("c.pdf", BODY)}).status_code for _ in range(21)
    ]
    assert answers == [200] * 20 + [429]


def test_codes_cannot_be_guessed_without_end() -> None:
    client = Client()
    answers = [client.get(f"/verify/A{n}").status_code for n in range(122)]
    assert answers[:120] == [404] * 120
    assert answers[-1] == 429
