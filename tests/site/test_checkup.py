"""What `songda check` finds: one row per thing that must not stay so."""

import os
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator

from songda.clock import by_machine, now
from songda.core.access import Role
from songda.core.evidence.doors import OF_A_COURT, Writer
from songda.records.ground.evidence.actions import sequence
from songda.records.matter.cases.models import Case
from songda.records.service.findings.law_version import law_version
from songda.records.service.findings.models import Finding
from songda.records.service.orders.models import Service
from songda.records.service.tasks.actions import TaskDraft, open_tasks
from songda.records.service.tasks.running_terms import escalate
from songda.site import schema
from songda.site.checkup.configuration import Configuration, KeyFile, read_configuration
from songda.site.checkup.database import DatabaseFacts, ask_database, clock_right, findings_present, letters_heard
from songda.site.checkup.findings import Weight
from songda.site.checkup.outside import AuthorityFacts, authority_right
from songda.site.checkup.visit import judge
from songda.site.demo import PASSWORD
from songda.site.home import DEMO_MARK, make_keys
from songda.trust.event_keys import EventKeys
from tests import make
from tests.records.law_of_the_day import earlier
from tests.records.stage import defendant, envelope
from tests.surroundings.day import set_machine_off

NOW = datetime(2022, 6, 2, 2, 0, tzinfo=UTC)
SMPP = "smpp://court:long@127.0.0.1:2775?source=1068"
UNMARKED = "smtp://mail.court.cn?from=service@court.cn"
SMTP = f"{UNMARKED}&secret=nobody-guesses-this&tls=demanded"
GOOD_DATABASE = DatabaseFacts(version=16)


@pytest.fixture
def good(tmp_path: Path) -> Configuration:
    """A court in which nothing is to be found."""
    tmp_path.chmod(0o700)
    (tmp_path / "keys").mkdir(mode=0o700)
    key = tmp_path / "keys" / "keyring.json"
    key.touch(mode=0o600)
    stolen = tmp_path / "stolen"
    stolen.write_text("00000000A8DAE4228F821FB418F59826079BF368:3\n")
    return Configuration(
        environment="production",
        is_debug=False,
        secret_key="".join(chr(65 + n % 50) for n in range(64)),
        public_url="https://service.court.cn",
        hosts=("service.court.cn",),
        is_behind_proxy=True,
        home=tmp_path,
        database_url="postgresql://songda:x@db.court.cn/songda?sslmode=verify-full",
        sandbox_url="",
        channel_urls={"sms": SMPP, "email": SMTP},
        tsa_url="https://tsa.court.cn/stamp",
        witness_policy="/etc/songda/witnesses",
        backed_up_at=NOW - timedelta(hours=23),
        drilled_at=NOW - timedelta(days=99),
        breached_passwords=str(stolen),
        keys=(KeyFile("personal fields", "SONGDA_KEYRING_FILE", key),),
    )


def found(configuration: Configuration, facts: DatabaseFacts = GOOD_DATABASE, now: datetime = NOW) -> str:
    return "\n".join(finding.what for finding in judge(configuration, facts, now, is_for_real=True))


def test_a_well_kept_court_has_nothing_to_cure(good: Configuration) -> None:
    assert found(good) == ""


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"environment": "demo"}, "SONGDA_ENV is `demo`"),
        ({"is_debug": True}, "DEBUG is on"),
        ({"secret_key": "demo-only-" + "x" * 50}, "secret behind sessions"),
        ({"secret_key": "short"}, "secret behind sessions"),
        ({"secret_key": "a" * 60}, "secret behind sessions"),
        ({"public_url": "http://service.court.cn"}, "not https"),
        ({"is_behind_proxy": False}, "not announced"),
        ({"hosts": ("*",)}, "Every host name"),
        ({"hosts": ("other.example",)}, "would be refused"),
        ({"hosts": (".other.example",)}, "would be refused"),
        ({"sandbox_url": "http://127.0.0.1:8001"}, "make-believe"),
        ({"channel_urls": {"sms": "smpp://songda:sandbox@sms.example:1", "email": SMTP}}, "sandbox's password"),
        ({"channel_urls": {"sms": "", "email": SMTP}}, "No SMS centre"),
        ({"channel_urls": {"sms": SMPP, "email": ""}}, "No mail server"),
        ({"channel_urls": {"sms": SMPP, "email": UNMARKED}}, "no secret mark"),
        ({"channel_urls": {"sms": SMPP, "email": f"{UNMARKED}&secret=short"}}, "no secret mark"),
        ({"telephone_url": "ari://court:word@telephone.example"}, "not encrypted"),
        ({"telephone_url": "ari://songda:sandbox@127.0.0.1:8001"}, "has the sandbox's password"),
        ({"registry_url": "http://court:long-and-secret-word@registry.example/"}, "registry's address is not https"),
        ({"registry_url": "https://songda:sandbox-registry-secret@r.example/"}, "has the sandbox's secret"),
        ({"tsa_url": ""}, "No time-stamp authority"),
        ({"retention_years": "civil=many"}, "SONGDA_RETENTION_YEARS is not a number of years: civil=many"),
        (
            {"channel_urls": {"sms": "https://sms.court.cn", "email": SMTP}},
            "SONGDA_SMPP_URL: SMS centre's address must",
        ),
        ({"channel_urls": {"sms": SMPP, "email": "mail.court.cn"}}, "SONGDA_SMTP_URL: mail server's address must"),
        ({"registry_url": "https://registry.court.cn"}, "SONGDA_REGISTRY_URL: A registry has an address such as"),
        (
            {"telephone_url": "https://phone.court.cn"},
            "SONGDA_TELEPHONE_URL: telephone system's address: it must look like",
        ),
        ({"tsa_url": "tsa.court.cn/stamp"}, "SONGDA_TSA_URL: a time-stamp authority has an address such as"),
        ({"witness_trouble": "line 2: no such word"}, "SONGDA_WITNESS_POLICY_FILE: line 2: no such word"),
        ({"unknown_settings": {"SONGDA_LNK_DAYS": "SONGDA_LINK_DAYS"}}, "SONGDA_LNK_DAYS is no setting"),
        ({"tsa_url": "http://127.0.0.1:8001/tsa"}, "demo's own authority"),
        ({"database_url": "postgresql://u:p@db.example/songda"}, "not encrypted"),
        ({"database_url": "postgresql://u:p@db.example/songda?sslmode=prefer"}, "not encrypted"),
        ({"database_url": "postgresql://u:p@db.court.cn/songda?sslmode=require"}, "nobody checks with whom"),
        ({"database_url": "postgresql://u:p@db.example/songda?sslmode=verify-full"}, "DATABASE_URL names db.example"),
        (
            {"channel_urls": {"sms": "smpp://c:w@smsc.court.cn", "email": SMTP}},
            "to smsc.court.cn is plain",
        ),
        ({"channel_urls": {"sms": "smpp://c:w@10.0.0.7:2775?source=1068", "email": SMTP}}, "10.0.0.7 is plain"),
        ({"channel_urls": {"sms": SMPP, "email": SMTP.replace("&tls=demanded", "")}}, "travel in clear"),
        ({"channel_urls": {"sms": SMPP, "email": SMTP.replace("@court.cn", "@court.example")}}, "court.example, which"),
        ({"tsa_url": "https://tsa.example/stamp"}, "SONGDA_TSA_URL names tsa.example"),
        ({"log_level": "debug"}, "logs every detail"),
        ({"witness_policy": ""}, "No witness sees the evidence log"),
        ({"backed_up_at": None}, "No backup is known"),
        ({"backed_up_at": NOW - timedelta(hours=27)}, "last backup was made on 2022-05-31 23:00 UTC"),
        ({"breached_passwords": ""}, "no list of them is named"),
        ({"breached_passwords": "/etc/hostname"}, "is no sorted list"),
        ({"is_shut_in": False}, "Neither Landlock nor a namespace"),
    ],
)
def test_what_is_wrong_with_the_settings_is_named(good: Configuration, change: dict[str, object], words: str) -> None:
    assert words in found(replace(good, **change))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (DatabaseFacts(trouble="connection refused"), "does not answer: connection refused"),
        (replace(GOOD_DATABASE, version=14), "PostgreSQL 14"),
        (replace(GOOD_DATABASE, lacking=("a.0002_b", "a.0003_c", "a.0004_d")), "lacks 3 changes"),
        (replace(GOOD_DATABASE, other_version="It was made by another version"), "another version"),
        (replace(GOOD_DATABASE, is_superuser=True), "superuser"),
        (replace(GOOD_DATABASE, changeable=("evidence_event",)), "may change recorded evidence (evidence_event)"),
        (replace(GOOD_DATABASE, switched_off=("fsync",)), "fsync off"),
        (replace(GOOD_DATABASE, known_accounts=("chen",)), "demo's password: chen"),
        (replace(GOOD_DATABASE, clock_off=timedelta(seconds=40)), "differ by 40 seconds"),
        (replace(GOOD_DATABASE, without_factor=("zhou",)), "A password alone lets in judges, supervisors"),
        (replace(GOOD_DATABASE, loose_ends=2), "2 loose ends in the work"),
        (replace(GOOD_DATABASE, stale_findings=12), "12 findings rest on another version of the rules"),
    ],
)
def test_what_is_wrong_with_the_database_is_named(good: Configuration, facts: DatabaseFacts, words: str) -> None:
    assert words in found(good, facts)


def test_a_socket_or_loopback_needs_no_encryption(good: Configuration) -> None:
    for host in ("%2Fvar%2Frun", "127.0.0.1", "localhost", ""):
        assert found(replace(good, database_url=f"postgresql://u:p@{host}/songda")) == ""


def test_an_encrypted_line_to_the_sms_centre_needs_no_tunnel(good: Configuration) -> None:
    line = "smpps://court:long@smsc.court.cn:3550?source=1068"
    assert found(replace(good, channel_urls={"sms": line, "email": SMTP})) == ""


def test_key_files_must_be_there_closed_and_the_courts_own(good: Configuration) -> None:
    key = good.keys[0].path
    key.chmod(0o644)
    assert "Others on this machine may read" in found(good)
    (key.parent / DEMO_MARK).touch()
    assert "made for a demo" in found(good)
    key.unlink()
    assert "is not there" in found(good)
    good.home.chmod(0o755)
    assert "may look into" in found(good)


def test_the_seal_of_a_demo_is_known_wherever_it_was_copied_to(good: Configuration, tmp_path: Path) -> None:
    make_keys(tmp_path / "demo")
    files = {"SONGDA_SEAL_FILE": "seal.p12", "SONGDA_SEAL_PASSWORD_FILE": "seal.password"}
    for name in files.values():
        copy = good.home / "keys" / name
        copy.write_bytes((tmp_path / "demo" / "keys" / name).read_bytes())
        copy.chmod(0o600)
    keys = tuple(KeyFile(name, setting, good.home / "keys" / name) for setting, name in files.items())
    assert "was made for a demo: nobody has to believe it" in found(replace(good, keys=keys))
    (good.home / "keys" / "seal.password").write_text("another")
    assert found(replace(good, keys=keys)) == ""


@pytest.mark.database
def test_accounts_of_the_demo_count_while_its_password_opens_them() -> None:
    for name, password in (("chen", PASSWORD), ("zhou", "another one of that length")):
        user = make.user()
        user.username = name
        user.set_password(password)
        user.save()
    assert ask_database().known_accounts == ("chen",)


@pytest.mark.database
def test_accounts_of_weight_without_a_second_factor_are_named() -> None:
    judge_zhou, gone = make.user(role=Role.JUDGE), make.user(role=Role.AUDITOR)
    make.user()
    gone.is_active = False
    gone.save()
    assert ask_database().without_factor == (judge_zhou.username,)
    Authenticator.objects.create(user=judge_zhou, type="totp", data={})
    assert ask_database().without_factor == ()


def test_keys_that_we_make_are_closed_and_marked(tmp_path: Path) -> None:
    make_keys(tmp_path)
    made = [path for path in (tmp_path / "keys").iterdir() if path.is_file() and path.name != DEMO_MARK]
    assert made
    assert all(path.stat().st_mode & 0o077 == 0 for path in made)
    assert (tmp_path / "keys" / DEMO_MARK).exists()
    before = {path.name: path.read_bytes() for path in made}
    make_keys(tmp_path)
    assert before == {path.name: path.read_bytes() for path in made}


def test_an_authority_with_another_time_is_named() -> None:
    assert list(authority_right(None)) == []
    assert list(authority_right(AuthorityFacts(is_there=True))) == []
    (silent,) = authority_right(AuthorityFacts(is_there=False))
    assert silent.weight is Weight.MISSING
    (late,) = authority_right(AuthorityFacts(is_there=True, clock_off=timedelta(minutes=-3)))
    assert "180 seconds" in late.what


@pytest.mark.database
@pytest.mark.rows_by_day(2, "waits for a slow question")
@pytest.mark.parametrize(("off", "is_told"), [(1.5, False), (-1.5, False), (4, True), (-4, True)])
def test_the_clocks_are_compared_at_once_however_long_the_other_questions_take(
    monkeypatch: pytest.MonkeyPatch, off: float, *, is_told: bool
) -> None:
    set_machine_off(monkeypatch, timedelta(seconds=off))
    real = schema.missing_changes
    monkeypatch.setattr(schema, "missing_changes", lambda: time.sleep(2.1) or real())
    assert bool(list(clock_right(ask_database()))) is is_told


@pytest.mark.database
def test_the_owner_of_the_tables_may_change_evidence_and_is_named_for_it() -> None:
    facts = ask_database()
    assert facts.trouble == ""
    assert facts.lacking == ()
    assert "evidence_event" in facts.changeable


def test_findings_under_another_version_of_the_rules_are_named_with_the_command_that_decides_them_anew() -> None:
    (stale,) = findings_present(replace(GOOD_DATABASE, stale_findings=3))
    assert stale.weight is Weight.ADVICE
    assert "songda redecide" in stale.cure
    assert list(findings_present(GOOD_DATABASE)) == []


@pytest.mark.database
def test_findings_are_counted_by_the_version_of_the_rules_that_gave_them() -> None:
    envelope(defendant(make.case()))
    older = earlier()
    for service in Service.objects.all():
        Finding.objects.create(service=service, status="effective", record={}, decided_at=NOW, law_version=older)
    assert ask_database().stale_findings == 1
    Finding.objects.update(law_version=earlier(law_version()))
    assert ask_database().stale_findings == 0


@pytest.mark.database
def test_loose_ends_of_the_work_are_counted() -> None:
    assert ask_database().loose_ends == 0
    open_tasks([TaskDraft("call", "unread", make.case())], NOW)
    Case.objects.update(closed_at=NOW)
    escalate(now())  # its term is over by now, and somebody is told
    sequence(now())
    assert ask_database().loose_ends == 1


def test_an_audit_that_found_something_is_told_and_so_is_one_long_ago(good: Configuration) -> None:
    audited = replace(GOOD_DATABASE, audited_at=NOW - timedelta(days=1))
    assert found(good, audited) == ""
    assert "3 flaws" in found(good, replace(audited, audit_flaws=3))
    assert "last audited on 2022-05-28" in found(good, replace(audited, audited_at=NOW - timedelta(days=5)))


def test_the_key_with_which_a_demo_plays_everybody_is_named(good: Configuration, tmp_path: Path) -> None:
    for name, writers, words in (("court", OF_A_COURT, ""), ("demo", tuple(Writer), "key of a rehearsal")):
        path = tmp_path / "keys" / name
        EventKeys.create(path, writers)
        told = found(replace(good, keys=(KeyFile("marking events", "SONGDA_EVENT_KEYS_FILE", path),)))
        assert words in told
        assert bool(told) == bool(words)


def test_a_backup_is_known_by_the_mark_that_it_touches(settings, tmp_path: Path) -> None:
    settings.BACKUP_MARK_FILE = tmp_path / "backed-up"
    assert read_configuration().backed_up_at is None
    settings.BACKUP_MARK_FILE.touch()
    os.utime(settings.BACKUP_MARK_FILE, (NOW.timestamp(),) * 2)
    assert read_configuration().backed_up_at == by_machine(NOW)  # a file is dated by the machine


def test_letters_of_which_nothing_is_heard_and_reports_that_nobody_read_are_told() -> None:
    facts = DatabaseFacts(unread_pushes=3, silent_letters=2, strays=1)

    told = [finding.what for finding in letters_heard(facts)]

    assert [one[0] for one in told] == ["3", "O", "1"]
    assert list(letters_heard(DatabaseFacts())) == []
