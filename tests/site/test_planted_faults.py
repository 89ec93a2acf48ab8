"""What an administrator got wrong in a trial: `songda check --deploy` names every one, and by its setting."""

import json
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection

from songda.clock import now
from songda.site import pooling
from songda.site.checkup import opened, outside
from songda.site.checkup.configuration import Configuration, KeyFile
from songda.site.checkup.database import DatabaseFacts
from songda.site.checkup.findings import Finding, Weight
from songda.site.checkup.visit import judge, try_out
from songda.trust.signing import Seal
from tests.channels.sms.encrypted import Authority
from tests.site.test_checkup import GOOD_DATABASE, good  # noqa: F401 - the court that is well kept

pytestmark = [pytest.mark.database, pytest.mark.filterwarnings("ignore:ssl.:DeprecationWarning")]
HERE = "127.0.0.1"
WRONG_WORD = 0x0E
Answer = Callable[[socket.socket], None]


@contextmanager
def answering(answer: Answer) -> Iterator[int]:
    """A port at which whoever calls is answered so, one after another."""
    with socket.create_server((HERE, 0)) as door:

        def serve() -> None:
            while True:
                try:
                    caller, _ = door.accept()
                except OSError:
                    return
                with caller:
                    caller.settimeout(5)
                    with suppress(OSError):
                        answer(caller)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield door.getsockname()[1]
        door.shutdown(socket.SHUT_RDWR)
        thread.join()


def refusing_centre(caller: socket.socket) -> None:
    _, command, _, sequence = struct.unpack(">IIII", caller.recv(1000)[:16])
    caller.sendall(struct.pack(">IIII", 16, command | 0x80000000, WRONG_WORD, sequence))
    caller.recv(1)


def refusing_mail(caller: socket.socket) -> None:
    caller.sendall(b"220 mx.court.cn ESMTP\r\n")
    while line := caller.recv(1000):
        offers = line.startswith(b"EHLO")
        caller.sendall(b"250-mx.court.cn\r\n250 AUTH PLAIN LOGIN\r\n" if offers else b"535 no such name or word\r\n")


def http(status: str, body: str, **headers: str) -> Answer:
    def answer(caller: socket.socket) -> None:
        caller.recv(4000)
        lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in headers.items())]
        caller.sendall("\r\n".join([*lines, f"Content-Length: {len(body)}", "Connection: close", "", body]).encode())

    return answer


@dataclass
class Court:
    """A court as it is found, for faults to be planted in; `ends` what runs beside it."""

    settings: Configuration
    facts: DatabaseFacts
    folder: Path
    patch: pytest.MonkeyPatch
    ends: ExitStack

    def set(self, **changes: object) -> None:
        self.settings = replace(self.settings, **changes)  # type: ignore[arg-type]

    def answers(self, answer: Answer) -> int:
        return self.ends.enter_context(answering(answer))

    def found(self) -> list[Finding]:
        said = judge(self.settings, self.facts, now(), is_for_real=True)
        return said + try_out(self.settings, now(), is_for_real=True)


def url(**changed: object) -> str:
    """The address of the tests' own database, by its parts."""
    own = connection.get_connection_params() | changed
    known = {name: own[name] for name in ("host", "port", "sslmode") if own.get(name)}
    options = "&".join(f"{name}={value}" for name, value in known.items())
    return f"postgresql://{own['user']}:{own['password']}@/{own['dbname']}?{options}"


@pytest.fixture
def court(good: Configuration, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Court]:  # noqa: F811
    """Well kept; what a trial would ask of the network is taken away, until a fault brings it."""
    seal = tmp_path / "seal"
    seal.mkdir(mode=0o700)
    Seal.create_demo(seal, now())
    named = ("SONGDA_SEAL_FILE", seal / "seal.p12"), ("SONGDA_SEAL_PASSWORD_FILE", seal / "seal.password")
    keys = (*good.keys, *(KeyFile("the seal", setting, path) for setting, path in named))
    (tmp_path / "outside").mkdir(mode=0o700)
    monkeypatch.setattr("songda.site.checkup.keys.DEMO_ORGANIZATION", "nobody's")
    monkeypatch.setattr(opened.shutil, "disk_usage", lambda _: _Room(10**12))
    roles = dict.fromkeys(("DATABASE_URL", "SONGDA_WORKER_URL", "SONGDA_OWNER_URL"), url())
    with ExitStack() as ends:
        here = Court(good, GOOD_DATABASE, tmp_path, monkeypatch, ends)
        here.set(keys=keys, role_urls=roles, outside=(tmp_path / "outside",), channel_urls={}, tsa_url="")
        here.set(backed_up_at=now(), drilled_at=now(), public_url="https://127.0.0.1:1", hosts=(HERE,))
        yield here


@dataclass
class _Room:
    free: int


def of_roles(setting: str, **changed: object) -> Callable[[Court], None]:
    return lambda court: court.set(role_urls={**court.settings.role_urls, setting: url(**changed)})


def of_facts(**changed: object) -> Callable[[Court], None]:
    def plant(court: Court) -> None:
        court.facts = replace(court.facts, **changed)  # type: ignore[arg-type]

    return plant


def of_settings(**changed: object) -> Callable[[Court], None]:
    return lambda court: court.set(**changed)


def of_seal(days: int) -> Callable[[Court], None]:
    def plant(court: Court) -> None:
        (another := court.folder / "another").mkdir()  # a seal that lasts as long as the court's
        ends = Seal.create_demo(another, now()).certificate.not_valid_after_utc
        court.patch.setattr(f"{__name__}.now", lambda: ends - timedelta(days=days, hours=1 if days else -1))

    return plant


def provider(name: str, scheme: str, answer: Answer | None) -> Callable[[Court], None]:
    def plant(court: Court) -> None:
        port = court.answers(answer) if answer else 1
        more = {"sms": "?source=1068", "email": "?from=a@court.cn&secret=nobody-guesses-this&tls=", "wechat": WECHAT}
        court.set(channel_urls={name: f"{scheme}://court:long-and-secret-word@{HERE}:{port}{more[name]}"})

    return plant


WECHAT = "?template=t&fields=thing1,name2,character_string3&token=long-enough-a-token-here&key=" + "k" * 43


def no_authority(court: Court) -> None:
    court.set(tsa_url=f"http://{HERE}:{court.answers(http('200 OK', 'hello'))}/stamp")


def pooled_web(court: Court) -> None:
    court.patch.setattr(pooling, "shares_sessions", lambda _: True)  # tests/site/test_pooling.py has a real one
    court.patch.setattr(pooling, "_session", lambda *_, **__: _Mixed())


class _Mixed:
    """Answers the statement of somebody else."""

    def __enter__(self) -> "_Mixed":
        return self

    def __exit__(self, *_: object) -> None: ...

    def execute(self, *_: object) -> "_Mixed":
        return self

    def fetchone(self) -> tuple[int]:
        return (0,)


def round_and_round(court: Court) -> None:
    authority = Authority(court.folder, "authority")
    context = authority.vouch(HERE).served

    def lead(caller: socket.socket) -> None:
        with context.wrap_socket(caller, server_side=True) as line:
            http("301 Moved", "", Location=f"{court.settings.public_url}/")(line)

    port = court.answers(lead)
    court.set(public_url=f"https://{HERE}:{port}")
    trusting = outside.ssl.create_default_context
    court.patch.setattr(
        outside.ssl, "create_default_context", lambda cafile=None: trusting(cafile=cafile or str(authority.file))
    )


def mode(path: str, bits: int) -> Callable[[Court], None]:
    return lambda court: (court.folder / path).chmod(bits)


def of_somebody_else(court: Court) -> None:
    court.patch.setattr(opened.os, "geteuid", lambda: 4711)


FAULTS: dict[str, tuple[Callable[[Court], None], str]] = {
    "the web is the owner's role": (
        of_facts(beyond=("DELETE on evidence_event",)),
        "DATABASE_URL may write what no page",
    ),
    "web and workers are one role": (of_facts(is_one_role=True), "are one role of the database"),
    "the worker is the owner's role": (
        of_facts(changeable=("evidence_event",), asked_as="SONGDA_WORKER_URL"),
        "The role in SONGDA_WORKER_URL may change recorded evidence",
    ),
    "no TLS for the web": (of_roles("DATABASE_URL", host="db.court.cn"), "is not encrypted (DATABASE_URL)"),
    "no TLS for workers": (of_roles("SONGDA_WORKER_URL", host="db.court.cn"), "is not encrypted (SONGDA_WORKER_URL)"),
    "no TLS where the host stands in the query": (
        of_roles("SONGDA_OWNER_URL", host="10.0.0.7,10.0.0.8", sslmode="prefer"),
        "is not encrypted (SONGDA_OWNER_URL)",
    ),
    "no seal": (lambda court: (court.folder / "seal" / "seal.p12").unlink(), "The key for the seal is not there"),
    "the seal's word is wrong": (lambda court: write(court, "seal/seal.password"), "seal does not open"),
    "the seal ended": (of_seal(0), "The court's seal holds from"),
    "the seal ends in five days": (of_seal(5), "The court's seal ends in 5 days"),
    "no stamps": (of_settings(tsa_url=f"http://{HERE}:1/stamp"), "time-stamp authority does not answer"),
    "stamps from any server": (no_authority, "gave no token that holds"),
    "a clock an hour off": (of_facts(clock_off=timedelta(hours=1)), "differ by 3600 seconds"),
    "workers behind a pooler": (of_facts(is_shared=True), "Workers reach the database through a pooler"),
    "the web behind a pooler": (pooled_web, "knows no prepared statements"),
    "the web's word is wrong": (
        of_roles("DATABASE_URL", password="wrong", user="nobody"),
        "DATABASE_URL: the web cannot",
    ),
    "the home stands open": (mode(".", 0o755), "may look into"),
    "a key stands open": (mode("keys/keyring.json", 0o644), "may read or change"),
    "files of root": (of_somebody_else, "belongs to somebody else"),
    "the journal cannot be written": (
        lambda court: court.set(outside=(court.folder / "nowhere",)),
        "nowhere (outside) is not there",
    ),
    "both homes of the journal on one disk": (
        lambda court: court.set(outside=(court.folder, court.folder / "keys")),
        "lie on one disk",
    ),
    "a weak secret": (of_settings(secret_key="court"), "secret behind sessions"),
    "no backup": (of_settings(backed_up_at=None), "No backup is known"),
    "an old backup": (of_settings(backed_up_at=now() - timedelta(days=3)), "The last backup was made on"),
    "a full disk": (
        lambda court: court.patch.setattr(opened.shutil, "disk_usage", lambda _: _Room(10**6)),
        "GB are left for",
    ),
    "a proxy that does not say how people come": (round_and_round, "leads to itself for ever"),
    "the proxy is not announced": (of_settings(is_behind_proxy=False), "proxy that speaks https is not announced"),
    "a host that is not answered": (of_settings(hosts=("court.cn",)), "Pages at 127.0.0.1 would be refused"),
    "a slip in a name": (of_settings(unknown_settings={"SONGDA_HOSTZ": "SONGDA_HOSTS"}), "SONGDA_HOSTZ is no setting"),
    "no SMS centre there": (provider("sms", "smpp", None), "SONGDA_SMPP_URL: the provider does not let us in"),
    "a wrong word at the SMS centre": (provider("sms", "smpp", refusing_centre), "log-in refused: ESME_RINVPASWD"),
    "a wrong word at the mail server": (
        provider("email", "smtp", refusing_mail),
        "SONGDA_SMTP_URL: the provider does not let us in",
    ),
    "a wrong word at WeChat": (
        provider("wechat", "http", http("200 OK", json.dumps({"errcode": 40125, "errmsg": "x"}))),
        "SONGDA_WECHAT_URL: the provider does not let us in",
    ),
    "no telephone system there": (
        of_settings(telephone_url=f"aris://c:w@{HERE}:1"),
        "SONGDA_TELEPHONE_URL: nobody answers",
    ),
    "no registry there": (
        of_settings(registry_url=f"https://court:long-and-secret-word@{HERE}:1/"),
        "SONGDA_REGISTRY_URL: nobody answers",
    ),
}


def write(court: Court, path: str) -> None:
    (court.folder / path).write_text("another")


def test_nothing_of_this_is_said_where_nothing_was_planted(court: Court) -> None:
    said = "\n".join(finding.what for finding in court.found())
    assert [fault for fault, (_, words) in FAULTS.items() if words in said] == []


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_named(fault: str, court: Court) -> None:
    plant, words = FAULTS[fault]
    plant(court)
    named = [finding for finding in court.found() if words in finding.what]
    assert named, [finding.what for finding in court.found()]
    assert "long-and-secret-word" not in named[0].what + named[0].cure
    if fault not in {"a slip in a name", "both homes of the journal on one disk"}:
        assert named[0].weight != Weight.ADVICE
