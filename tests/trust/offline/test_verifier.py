"""The verifier as a stranger runs it: in a Python that has only cryptography, as module and as single file."""

import io
import json
import subprocess
import sys
import unicodedata
import zipfile
from dataclasses import replace
from importlib.metadata import files
from pathlib import Path

import pytest

from songda.core.evidence.bundle import Bundle, BundleError
from songda.trust.offline import command, wishes
from songda.trust.offline import pack as one_file
from songda.trust.offline.pack import pack
from songda.trust.timestamps import certificates_in
from tests.core.evidence.bundles import bundle, changed, with_row
from tests.trust.log_keys import court_key
from tests.trust.offline.seals import seal_fingerprint, signed_pdf, stamp_token

ROOT = Path(__file__).parents[3]
RUN_FILE = "import sys, runpy; sys.path[:] += sys.argv.pop(1).split(':'); sys.argv[:] = sys.argv[1:]; "
LOG_KEY = court_key().verifier.fingerprint


@pytest.fixture(scope="session")
def only_cryptography(tmp_path_factory) -> Path:
    """A folder from which nothing but the package `cryptography` can be imported."""
    folder = tmp_path_factory.mktemp("only")
    for package in ("cryptography", "cffi"):
        for top in {Path(file.parts[0]) for file in files(package) or [] if ".." not in file.parts}:
            source = Path(str(files(package)[0].locate())).parents[len(files(package)[0].parts) - 1] / top
            (folder / top).symlink_to(source)
    return folder


@pytest.fixture(scope="session")
def sealed() -> Bundle:
    """A right bundle with a really signed and stamped certificate."""
    whole = bundle(signed_pdf(), seal_fingerprint())
    return replace(whole, stamp=stamp_token(whole.checkpoint.encode()))


def run(paths, code, *arguments):
    """Run code in an interpreter without site-packages, with these folders on its path."""
    command = [sys.executable, "-I", "-S", "-X", "utf8", "-c", RUN_FILE + code, ":".join(map(str, paths))]
    return subprocess.run([*command, *map(str, arguments)], capture_output=True, text=True, check=False, timeout=60)


def run_module(only, *arguments):
    return run([only, ROOT], "runpy.run_module('songda.site.verifier', run_name='__main__')", "-", *arguments)


def run_single_file(only, path, *arguments):
    return run([only], "runpy.run_path(sys.argv[0], run_name='__main__')", path, *arguments)


def test_the_isolated_python_really_has_nothing_else(only_cryptography):
    code = (
        "import importlib.util as u; print([n for n in ('django','click','pyhanko','cryptography') if u.find_spec(n)])"
    )
    assert run([only_cryptography, ROOT], code, "-").stdout.strip() == "['cryptography']"


def test_a_right_bundle_passes_as_module_and_as_single_file(only_cryptography, sealed, tmp_path):
    zipped = tmp_path / "bundle.zip"
    zipped.write_bytes(pack(sealed))
    with zipfile.ZipFile(zipped) as archive:
        archive.extractall(tmp_path / "unpacked")
    trusted = ["--key", LOG_KEY, "--key", seal_fingerprint(), "--language", "en"]
    by_module = run_module(only_cryptography, zipped, *trusted)
    assert (by_module.returncode, by_module.stderr) == (0, "")
    assert by_module.stdout.endswith("Everything that was checked holds.\n")
    by_file = run_single_file(only_cryptography, tmp_path / "unpacked" / "verify.py", *trusted)
    assert (by_file.returncode, by_file.stderr, by_file.stdout) == (0, "", by_module.stdout)


def test_a_bundle_with_a_changed_event_fails_and_names_it(only_cryptography, sealed, tmp_path):
    zipped = tmp_path / "bundle.zip"
    zipped.write_bytes(pack(changed(sealed, 3, with_row(happened_at="2022-05-02T00:00:00.000000Z"))))
    result = run_module(only_cryptography, zipped, "--json")
    assert result.returncode == 1
    findings = json.loads(result.stdout)["findings"]
    (wrong,) = [finding for finding in findings if finding["outcome"] == "failed"]
    assert wrong["about"]["event"].startswith("9 service.effective ")
    assert wrong["about"]["field"] == "happened_at"


def test_a_certificate_sealed_by_another_key_than_the_bundle_names_fails(only_cryptography, tmp_path):
    zipped = tmp_path / "bundle.zip"
    zipped.write_bytes(pack(bundle(signed_pdf(), "ab" * 32)))
    result = run_module(only_cryptography, zipped, "--language", "zh")
    assert result.returncode == 1
    assert "签名证书的指纹为" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["missing.zip"], "missing.zip: No such file"),
        ([str(ROOT / "README.md")], "README.md: not a readable zip file"),
        ([str(ROOT / "docs")], "docs: bundle.json is missing"),
        (["--key", "abc"], "a fingerprint is 64 hexadecimal digits; copy it from where the court publishes it"),
        (["--tiles", str(ROOT / "docs")], "name that one with --against"),
        (["--against", "nothing"], "nothing: No such file"),
        (["--policy", str(ROOT / "README.md")], "README.md is no policy: "),
    ],
)
def test_what_cannot_be_read_gives_exit_code_2_and_names_it(only_cryptography, arguments, said):
    result = run_module(only_cryptography, *arguments)
    assert result.returncode == 2
    assert said in result.stderr
    assert "Traceback" not in result.stderr


def test_without_cryptography_the_single_file_says_what_to_install(tmp_path):
    (tmp_path / "verify.py").write_text(one_file.one_file(), encoding="utf-8")
    result = run([], "runpy.run_path(sys.argv[0], run_name='__main__')", tmp_path / "verify.py")
    assert result.returncode == 2
    assert result.stderr == "The Python package `cryptography` is needed: pip install cryptography\n"


def test_the_single_file_needs_nothing_of_songda():
    imports = [line for line in one_file.one_file().splitlines() if line.startswith(("import songda", "from songda"))]
    assert imports == []


def test_modules_that_use_one_name_for_two_things_are_not_joined(monkeypatch):
    one_file.one_file.cache_clear()
    monkeypatch.setattr(one_file, "MODULES", ("songda.core.evidence.merkle", "tests.core.evidence.clashing"))
    monkeypatch.setattr(one_file, "_source_of", lambda _module: "def leaf_hash(): ...\n")
    with pytest.raises(one_file.NameClashError, match="rename one"):
        one_file.one_file()
    monkeypatch.setattr(one_file, "_source_of", lambda _module: "from songda.x import y as z\n")
    with pytest.raises(one_file.NameClashError, match="another name"):
        one_file.one_file()


STEERING = "\x1b[2J\x1b[1;32mgood\r\n\x9b1m\u202egnp.exe\u2028\u200b\x00\U000e0041"


def test_nothing_in_a_bundle_steers_the_screen(sealed, tmp_path):
    """A stranger names a file so that the verifier's own words would be erased and others stand there."""
    folder = tmp_path / "bundle"
    folder.mkdir()
    with zipfile.ZipFile(io.BytesIO(pack(sealed))) as archive:
        archive.extractall(folder)
    (folder / ("x" + STEERING.replace("\x00", ""))).write_bytes(b"")
    for as_json in (False, True):
        said, _code = command.run(folder, wishes.Wishes([], False, {}, ""), "en", as_json=as_json)
        assert not [each for each in said if each != "\n" and unicodedata.category(each) in ("Cc", "Cf", "Zl", "Zp")]
        assert "x\\u001b[2J" in said
    assert "x" + STEERING.replace("\x00", "") in json.loads(said)["uncovered"]


def test_sizes_are_counted_and_not_believed(tmp_path, monkeypatch):
    monkeypatch.setattr(command, "LARGEST_BUNDLE", 1000)
    for name in ("a", "b"):
        (tmp_path / name).write_bytes(b"x" * 600)
    with pytest.raises(BundleError, match="more or larger files"):
        command.read_bundle(tmp_path)
    with pytest.raises(BundleError, match="more or larger files"):
        command.read_bundle(Path("/dev/zero"))


def test_the_readme_names_every_file_in_both_languages_and_no_other(sealed):
    whole = replace(sealed, cosignatures="x", policy="x", succession="{}")
    with zipfile.ZipFile(io.BytesIO(pack(whole))) as archive:
        names, readme = archive.namelist(), archive.read("README.txt").decode()
    for half in readme.split("Proof of electronic service\n====="):
        listed = half.split("\n\n")
        files = next(part for part in listed if "certificate.pdf  " in part)
        assert [name for name in names if not name.startswith("proofs/") and name not in files] == []
        assert "proofs/N.tlog-proof" in files


def test_the_certificates_of_the_authority_are_those_that_check_its_stamp(sealed, tmp_path):
    for name, body in (
        ("t", sealed.stamp),
        ("d", sealed.checkpoint.encode()),
        ("c", certificates_in(sealed.stamp).encode()),
    ):
        (tmp_path / name).write_bytes(body)
    told = ["openssl", "ts", "-verify", "-in", "t", "-token_in", "-data", "d", "-CAfile", "c", "-partial_chain"]
    run = subprocess.run(told, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "Verification: OK" in run.stdout, run.stderr
