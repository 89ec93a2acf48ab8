"""Keys and certificates are renewed one by one, and all of them: what was proved before is proved as before."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from songda.records.ground.evidence.actions import sequence
from songda.records.ground.evidence.checkpoints import checkpoint_to_stamp, keep_stamp
from songda.records.ground.evidence.models import Event
from songda.records.ground.evidence.second_key import log_second_key, sign_again
from songda.records.ground.evidence.witnesses import ask_witnesses
from songda.records.proof.certificates import issue, making, stamp
from songda.records.proof.certificates.bundles import bundle
from songda.records.proof.certificates.issue import issue_due
from songda.records.proof.certificates.models import Certificate
from songda.records.proof.certificates.queries import by_code
from songda.records.proof.certificates.stamp import stamp_due
from songda.records.service.orders.models import Service
from songda.site.keys import retire, succeed
from songda.trust.event_keys import EventKeys
from songda.trust.log_keys import NoteKey, SecondKey
from songda.trust.offline.command import main
from songda.trust.signing import Seal
from songda.trust.witness import Witness, WitnessAnswer
from songda_demo.sandbox.timestamps import Authority, load_or_make
from tests.records.ground.evidence.log import write
from tests.records.proof.certificates.keys import keys
from tests.records.proof.certificates.served import LATER, served_on
from tests.records.proof.certificates.zips import unzipped
from tests.trust.signing.stage import NearStamper

__all__ = ["keys"]
pytestmark = [pytest.mark.database, pytest.mark.usefixtures("keys")]
NAME = "court.example/log"
BACK = LATER + timedelta(minutes=2)


@dataclass
class House:
    """A court's keys in a folder, the authority and the witness beside it, and what has them renewed."""

    folder: Path
    settings: object
    authority: NearStamper
    witness: Witness
    count: int = 0
    at: datetime = BACK

    def of(self, name: str) -> Path:
        self.count += 1
        made = self.folder / f"{name}{self.count}"
        made.mkdir()
        return made

    def tick(self) -> None:
        """A minute of the worker's clockwork."""
        sequence(self.at)
        waiting = checkpoint_to_stamp()
        self.authority.at = self.at
        if waiting is not None and not self.authority.is_down:
            keep_stamp(waiting[0], self.authority.stamp(waiting[1]), self.at)
        sign_again(self.at)
        ask_witnesses(self._answer, self.at)

    def _answer(self, _url: str, shown: object) -> WitnessAnswer:
        word = self.witness.follow if type(shown).__name__ == "ShownSuccessor" else self.witness.look_at
        told = word(str(shown)) if word == self.witness.follow else self.witness.look_at(str(shown), 1)
        return WitnessAnswer(told.answer, told.text)

    def name_witness(self) -> None:
        log = NoteKey.load(self.settings.LOG_KEY_FILE).verifier
        self.witness = Witness.open(self.of("witness"), "bar.example", {log.name: log})
        policy = self.of("policy") / "policy"
        policy.write_text(f"witness bar.example {self.witness.key} http://bar.example\nquorum bar.example\n")
        self.settings.WITNESS_POLICY_FILE = str(policy)


@pytest.fixture
def house(tmp_path: Path, settings, monkeypatch: pytest.MonkeyPatch) -> House:
    """Everything there is: log key, second key, seal, authority, witness."""
    authority = NearStamper(Authority(load_or_make(tmp_path, LATER)))
    for room in (issue, stamp):
        monkeypatch.setattr(room, "stamper", lambda: made.authority)
    settings.LOG_SECOND_KEY_FILE = tmp_path / "log-second.key"
    SecondKey.create(settings.LOG_SECOND_KEY_FILE, NAME)
    made = House(tmp_path, settings, authority, None)  # type: ignore[arg-type]
    made.name_witness()
    return made


def _seal(house: House) -> None:
    folder = house.of("seal")
    Seal.create_demo(folder, LATER)
    house.settings.SEAL_FILE, house.settings.SEAL_PASSWORD_FILE = folder / "seal.p12", str(folder / "seal.password")
    making.opened_seal.cache_clear()


def _no_seal(house: House) -> None:
    """Whoever hands proofs out need not have one."""
    house.settings.SEAL_FILE = house.of("nowhere") / "seal.p12"
    making.opened_seal.cache_clear()


def _second_key(house: House) -> None:
    house.settings.LOG_SECOND_KEY_FILE = house.of("second") / "log-second.key"
    SecondKey.create(house.settings.LOG_SECOND_KEY_FILE, NAME)


def _named_second_key(house: House) -> None:
    _second_key(house)
    log_second_key(BACK)


def _authority(house: House) -> None:
    house.authority.authority = Authority(load_or_make(house.of("authority"), LATER))


def _log_key(house: House) -> None:
    succeed(BACK)
    write(1)
    house.tick()
    retire(BACK)
    write(1)


def _event_keys(house: House) -> None:
    """A further key of each kind at the end of the file."""
    import json

    before = json.loads(Path(house.settings.EVENT_KEYS_FILE).read_text())
    further = house.of("marks") / "event-keys.json"
    EventKeys.create(
        further,
        tuple(
            {
                EventKeys.load(Path(house.settings.EVENT_KEYS_FILE)).owners[k]
                for k in EventKeys.load(Path(house.settings.EVENT_KEYS_FILE)).owners
            }
        ),
    )
    after = json.loads(further.read_text())
    further.write_text(json.dumps(before | {"keys": before["keys"] + after["keys"]}))
    house.settings.EVENT_KEYS_FILE = further


def _witness(house: House) -> None:
    house.name_witness()


RENEWED: dict[str, Callable[[House], None]] = {
    "seal": _seal,
    "seal not here": _no_seal,
    "second key": _second_key,
    "second key, named": _named_second_key,
    "time-stamp authority": _authority,
    "log key": _log_key,
    "event keys": _event_keys,
    "witness": _witness,
}


def _authority_gone(house: House) -> None:
    house.authority.is_down = True
    house.at += timedelta(minutes=10)


def _everything(house: House) -> None:
    for renew in RENEWED.values():
        if renew is not _no_seal:
            renew(house)


def proof(house: House, service: Service) -> Path:
    file = house.of("proof") / "proof.zip"
    file.write_bytes(bundle(service))
    return file


def require_holds(file: Path, house: House) -> None:
    """The program and the verifier that lies in the proof say the same: it holds, nothing is missing."""
    words = ["--require-stamp", "--policy", str(Path(house.settings.WITNESS_POLICY_FILE)), "--language", "en"]
    assert main([str(file), *words]) == 0
    (file.parent / "verify.py").write_bytes(unzipped(file.read_bytes())["verify.py"])
    again = [sys.executable, str(file.parent / "verify.py"), str(file), *words]
    said = subprocess.run(again, capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stdout + said.stderr


@pytest.mark.rows_by_day(2, "renews one thing after another")
@pytest.mark.parametrize("renew", [*RENEWED.values(), _everything], ids=[*RENEWED, "all of them"])
def test_what_was_proved_before_is_proved_afterwards(house: House, renew: Callable[[House], None]) -> None:
    service = _certified(house, "李某某")
    old = proof(house, service)
    require_holds(old, house)
    policy = house.settings.WITNESS_POLICY_FILE
    renew(house)
    house.tick()
    for _ in range(2):  # and at once, before the next event comes
        require_holds(proof(house, service), house)
    later = house.settings.WITNESS_POLICY_FILE
    house.settings.WITNESS_POLICY_FILE = policy
    require_holds(old, house)  # what was handed out
    house.settings.WITNESS_POLICY_FILE = later
    require_page(service)
    if renew is not _no_seal:
        require_holds(proof(house, _certified(house, "王某某")), house)


def _certified(house: House, name: str) -> Service:
    served = served_on(name)
    house.tick()
    issue_due(BACK)
    house.tick()
    return served.services.get()


def require_page(service: Service) -> None:
    """The public page finds the certificate by its code, and the file is the one that was logged."""
    certificate = Certificate.objects.get(service=service)
    found = by_code(certificate.code)
    assert found is not None
    assert found.sha256 == certificate.sha256_hex
    page = Client().get(reverse("public:verify"), {"code": certificate.code})
    assert page.status_code == 200


def test_a_stamp_that_comes_after_a_new_seal_names_the_seal_that_is_on_the_file(house: House) -> None:
    house.authority.is_down = True
    served = served_on("李某某")
    issue_due(LATER)
    issued = Event.objects.get(name="certificate.issued").data["seal"]
    _seal(house)
    house.authority.is_down = False
    assert stamp_due(BACK) == 1
    assert Event.objects.get(name="certificate.stamped").data["seal"] == issued
    house.tick()
    require_holds(proof(house, served.services.get()), house)


TWICE = {**RENEWED, "authority gone": _authority_gone}


@pytest.mark.night("every two renewals, in every order")
@pytest.mark.parametrize("ticks", [0, 1])
@pytest.mark.parametrize("second", TWICE.values(), ids=TWICE)
@pytest.mark.parametrize("first", TWICE.values(), ids=TWICE)
def test_what_was_proved_before_two_renewals_is_proved_after_them(
    house: House, first: Callable[[House], None], second: Callable[[House], None], ticks: int
) -> None:
    """Of one thing twice, too; with a minute of the worker between them, or none."""
    service = _certified(house, "李某某")
    old, policy = proof(house, service), house.settings.WITNESS_POLICY_FILE
    first(house)
    for _ in range(ticks):
        house.tick()
    second(house)
    house.tick()
    for file, asked in ((proof(house, service), house.settings.WITNESS_POLICY_FILE), (old, policy)):
        assert main([str(file), "--require-stamp", "--policy", str(asked)]) == 0
