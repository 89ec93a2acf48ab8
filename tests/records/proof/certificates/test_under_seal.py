"""The court's seal is set in one place, by the worker, on what the list names, and each time an event bears it."""

import ast
import os
import subprocess
import sys
from collections import Counter

import pytest

from songda.core.events.origins import Door
from songda.core.events.registry import REGISTRY
from songda.records.proof.certificates.making import NoSealHereError, UnderSeal, seal
from tests import source

PLACE = "records/proof/certificates/making.py"
# Who may name what signs: the place itself,
# what makes a demo's seal, what tries whether a court's opens, and the house of signatures.
MAY_SIGN = {
    PLACE: {"Seal", "SignedPdf", "sign"},
    "site/home.py": {"Seal"},
    "site/checkup/opened.py": {"Seal"},
}
OF_KEYS = {"Seal", "SignedPdf", "sign", "signer_of", "CachedSigner", "DemoRoot"}
REPEATED = {"certificate.stamped"}  # the same seal; only the stamp is new


def test_nothing_but_the_one_place_can_sign() -> None:
    found: dict[str, set[str]] = {}
    for name, path in source.files().items():
        if name.startswith(("songda_", "trust/signing/")):
            continue
        for node in source.nodes(path):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("songda.trust.signing"):
                found.setdefault(name, set()).update({one.name for one in node.names} & OF_KEYS)
    assert {name: named for name, named in found.items() if named} == MAY_SIGN


def test_everything_under_the_seal_is_on_the_list_and_set_in_one_function_each() -> None:
    named = Counter(
        call.args[0].attr
        for name, path in source.files().items()
        if not name.startswith("songda_")
        for call in source.nodes(path)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id in {"under_seal", "_sealed"}
        and call.args
        and isinstance(call.args[0], ast.Attribute)
        and isinstance(call.args[0].value, ast.Name)
        and call.args[0].value.id == "UnderSeal"
    )
    assert named == {what.name: 1 for what in UnderSeal}


def test_each_seal_is_told_by_an_event_that_only_the_worker_writes() -> None:
    bearing = {name for name, entry in REGISTRY.items() if {"seal", "sha256"} <= entry.data.fields.keys()}
    assert bearing - REPEATED == set(UnderSeal)
    assert {name: REGISTRY[name].doors for name in bearing} == dict.fromkeys(bearing, frozenset({Door.WORKER}))


def test_a_web_process_has_no_seal_whatever_its_settings_name(settings) -> None:
    around = {"PATH": os.environ["PATH"], "SONGDA_PUBLIC_URL": "https://service.court.example"}
    around |= {"SONGDA_SEAL_FILE": "/keys/seal.p12", "SONGDA_ENV": "production"}
    told = {
        writer: subprocess.run(
            [sys.executable, "-c", "import songda.site.settings as s; print(s.SEAL_FILE)"],
            env={**around, "SONGDA_EVENT_WRITER": writer},
            cwd=source.ROOT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for writer in ("web", "worker")
    }
    assert told == {"web": "None", "worker": "/keys/seal.p12"}
    settings.SEAL_FILE = None
    with pytest.raises(NoSealHereError):
        seal()
