"""The console's page of the evidence log, and the alarm on every page of those who must know."""

from datetime import timedelta

import pytest
from django.urls import reverse

from songda.core.access import Role
from songda.core.evidence.flaws import flaw
from songda.records.ground.evidence.audits import keep_audit
from tests import make
from tests.web.console.world import signed_in

pytestmark = pytest.mark.database
ENDED = make.NOW + timedelta(seconds=9)
MOVED = flaw("event", "7 attempt.failed 0193", "field_changed", field="stream", found='"x"', logged='"attempt:7"')


def audited(*flaws: object) -> None:
    keep_audit((0, 287), flaws, len(flaws), (make.NOW, ENDED))  # type: ignore[arg-type]


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR, Role.SUPERVISOR])
def test_whoever_must_know_sees_what_an_audit_found_on_every_page(role: Role) -> None:
    client = signed_in(role=role)
    audited(MOVED)
    page = client.get(reverse("console:log")).content.decode()
    assert "事件7 attempt.failed 0193：字段stream现为&quot;x&quot;，而日志中记录的是&quot;attempt:7&quot;" in page
    assert "存证日志被改动" in client.get(reverse("console:account")).content.decode()


def test_it_is_told_in_english_too() -> None:
    client = signed_in(role=Role.AUDITOR)
    audited(MOVED)
    client.cookies["django_language"] = "en"
    page = client.get(reverse("console:log")).content.decode()
    assert "event 7 attempt.failed 0193: the field stream reads" in page
    assert "the last audit found 1 contradiction." in page


def test_a_sound_log_raises_no_alarm() -> None:
    client = signed_in(role=Role.AUDITOR)
    assert "尚未核对" in client.get(reverse("console:log")).content.decode()
    audited(MOVED)
    keep_audit((0, 300), [], 0, (ENDED, ENDED))
    page = client.get(reverse("console:log")).content.decode()
    assert "未发现异常" in page
    assert "存证日志被改动" not in page


def test_a_clerk_has_no_business_with_it() -> None:
    client = signed_in(role=Role.CLERK)
    audited(MOVED)
    assert client.get(reverse("console:log")).status_code == 403
    assert "存证日志被改动" not in client.get(reverse("console:today")).content.decode()


def test_everybody_can_read_when_the_log_was_audited_last(client, settings, tmp_path) -> None:
    from songda.records.ground.evidence.sequencer import sequence
    from songda.trust.log_keys import NoteKey

    settings.LOG_KEY_FILE = tmp_path / "log.key"
    NoteKey.create(tmp_path / "log.key", "court.example/log")
    audited(MOVED)
    sequence(make.NOW)
    page = client.get(reverse("public:log")).content.decode()
    assert "发现异常" in page
    assert "attempt.failed" not in page


def test_what_was_set_aside_and_who_watches_from_outside_is_shown(settings, tmp_path) -> None:
    from songda.records.ground.evidence.log_key import verifier_key
    from songda.records.ground.evidence.sequencer import sequence
    from songda.records.ground.evidence.witnesses import ask_witnesses
    from songda.trust.outside.mark import HighWaterMark, write_mark
    from songda.trust.witness import Witness, WitnessAnswer
    from tests.records.ground.evidence.log import write

    witness = Witness.open(tmp_path / "bar", "bar.example", {verifier_key().name: verifier_key()})
    policy = tmp_path / "policy"
    lines = (
        f"witness bar.example {witness.key} http://bar",
        f"witness late.example {_other(tmp_path).key}",
        "quorum none",
    )
    policy.write_text("\n".join(lines))
    settings.WITNESS_POLICY_FILE, settings.OUTSIDE_FOLDER = str(policy), tmp_path / "outside"
    (tmp_path / "outside").mkdir()
    write(2)
    sequence(make.NOW)
    ask_witnesses(lambda _url, shown: WitnessAnswer(*vars(witness.look_at(str(shown), 1)).values()), make.NOW)
    write_mark(tmp_path / "outside", HighWaterMark("1/1", 1, 99, b"0" * 32, ""))
    client = signed_in(role=Role.AUDITOR)
    for language, words in (
        ("zh-hans", ("见证方", "bar.example", "尚未见证", "outside 99 entries", "日志与此前不符", "个人信息查阅记录")),
        ("en", ("Witnesses", "None yet", "The log is not what it was", "Who read personal data")),
    ):
        client.cookies["django_language"] = language
        page = client.get(reverse("console:log")).content.decode()
        assert [word for word in words if word not in page] == []


def _other(tmp_path):
    from songda.trust.witness import Witness

    return Witness.open(tmp_path / "late", "late.example", {})


def test_every_list_is_turned_page_by_page_and_an_older_audit_is_opened() -> None:
    from songda.records.ground.evidence.models import Audit, SetAside
    from songda.records.ground.incidents.models import Incident

    client = signed_in(role=Role.AUDITOR)
    old = keep_audit((0, 287), [MOVED], 1, (make.NOW, ENDED))
    nights = [make.NOW + timedelta(days=night) for night in range(1, 15)]
    Audit.objects.bulk_create(
        Audit(started_at=at, ended_at=at, first=0, size=300 + place, flaw_count=0, flaws=[])
        for place, at in enumerate(nights)
    )
    Incident.objects.bulk_create(
        Incident(kind="store_full", detail=f"no {place} left", begun_at=at, ended_at=at)
        for place, at in enumerate([*nights, *nights])
    )
    SetAside.objects.bulk_create(
        SetAside(number=number, event_id=old.id, reason="no_mark", at=make.NOW) for number in range(1, 53)
    )
    first = client.get(reverse("console:log"))
    assert [len(first.context[name].rows) for name in ("audits", "incidents_seen", "unmarked")] == [14, 20, 50]
    assert "attempt.failed" not in first.content.decode()
    for name, pile, rest in (
        ("audits", "audits", 1),
        ("incidents_seen", "incidents", 8),
        ("unmarked", "unmarked", 2),
    ):
        asked = {"pile": pile, "page": first.context[name].further}
        second = client.get(reverse("console:log"), asked)
        assert len(second.context[name].rows) == rest
        assert second.context[name].back
        assert f"?audit={old.id}#flaws" in second.content.decode() or pile != "audits"
    opened = client.get(reverse("console:log"), {"audit": str(old.id)}).content.decode()
    assert "attempt.failed" in opened
    assert client.get(reverse("console:log"), {"audit": "x", "pile": "audits", "page": "x"}).status_code == 200
