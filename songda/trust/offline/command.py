"""Checks a proof bundle offline and prints what holds, what fails and what could not be checked.

Exit code 0: everything that was checked holds; 1: something fails; 2: this is no readable bundle.
"""

import argparse
import io
import json
import locale
import re
import sys
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from songda.core.evidence.bundle import LARGEST_BUNDLE, MOST_FILES, Bundle, BundleError, bundle_of, fact_of, open_bundle
from songda.core.evidence.checks import UNCOVERED
from songda.core.evidence.findings import Finding, Outcome, is_all_good, unchecked
from songda.core.evidence.note import NoteError
from songda.core.evidence.verify import certificate_event, check_bundle
from songda.core.evidence.witnesses.check_witnesses import check_second
from songda.core.evidence.witnesses.policy import Policy, read_policy
from songda.core.language import FALLBACK
from songda.core.words.catalogue import languages
from songda.core.words.phrase import say
from songda.trust.offline.pdf_seal import check_seal, check_stamp
from songda.trust.offline.wishes import Wishes, fulfil
from songda.trust.public_keys import verify_ed25519, verify_ml_dsa_44


def check_everything(bundle: Bundle, trusted: Collection[str]) -> list[Finding]:
    """Every finding on a bundle: log, events, certificate, signature and time stamps."""
    second = check_second(bundle, trusted, verify_ml_dsa_44)
    return [*check_bundle(bundle, trusted, verify_ed25519), *second, *_check_seal_and_stamps(bundle, trusted)]


def _check_seal_and_stamps(bundle: Bundle, trusted: Collection[str]) -> Iterator[Finding]:
    issued = certificate_event(bundle)
    logged = fact_of(issued, "seal") if issued else None
    expected = {str(one) for one in (bundle.seal, logged) if one}
    if bundle.certificate:
        yield from check_seal(bundle.certificate, expected, trusted)
    if bundle.stamp:
        yield from check_stamp("checkpoint", bundle.stamp, bundle.checkpoint.encode())
    else:
        yield unchecked("stamp.none", what="checkpoint")


def read_bundle(path: Path) -> Bundle:
    """The bundle in a zip file, or in the folder that it was unpacked into. Raises `BundleError` or OSError."""
    if not path.is_dir():
        return open_bundle(_counted(path, LARGEST_BUNDLE))
    names, found, left = _files_below(path), {}, LARGEST_BUNDLE
    if len(names) > MOST_FILES:
        raise BundleError("more or larger files than a bundle ever has")
    for file in names:
        body = _counted(file, left)
        found[file.relative_to(path).as_posix()] = body
        left -= len(body)
    return bundle_of(found)


def _files_below(folder: Path) -> list[Path]:
    """No more than one beyond the most that are allowed: a folder may hold millions."""
    files = (file for file in folder.rglob("*") if file.is_file() and "__pycache__" not in file.parts)
    return [file for file, _ in zip(files, range(MOST_FILES + 1), strict=False)]


def _counted(file: Path, most: int) -> bytes:
    """What is in the file, counted as it is read: what a file system says of its size need not be so."""
    with file.open("rb") as opened:
        body = opened.read(most + 1)
    if len(body) > most:
        raise BundleError("more or larger files than a bundle ever has")
    return body


TILES_ALONE = "--tiles compares with a checkpoint that you kept: name that one with --against"


def read_fingerprint(written: str) -> str:
    """A SHA-256 fingerprint, with or without colons and spaces. Raises ValueError."""
    plain = re.sub(r"[\s:]", "", written).lower().removeprefix("sha256")
    if not re.fullmatch(r"[0-9a-f]{64}", plain):
        raise ValueError("a fingerprint is 64 hexadecimal digits")
    return plain


def report(findings: Sequence[Finding], language: str) -> str:
    """The findings in words, one a line, what is neither stamped nor covered, and the conclusion."""
    lines = [f"{_mark(finding, language)} {visible(finding.sentence(language))}" for finding in findings]
    count = sum(finding.outcome is Outcome.FAILED for finding in findings)
    good = "verifier.ending.good" if is_all_good(findings) else "verifier.ending.bad"
    ending = say(good, language, failed=count, total=len(findings))
    return "\n".join([*lines, *map(visible, _warnings(findings, language)), ending]) + "\n"


_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})  # categories of Unicode


def visible(text: str, kept: str = "") -> str:
    """The text with everything that steers a screen, or hides on it, written out; but for the characters `kept`.

    A name in a bundle may be anybody's: it could else colour, erase or turn round what the verifier says.
    """
    return "".join(each if each in kept or unicodedata.category(each) not in _UNSEEN else _code(each) for each in text)


def _code(letter: str) -> str:
    """As JSON writes it: one escape, or two beyond the first plane."""
    units = letter.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[place]:02x}{units[place + 1]:02x}" for place in range(0, len(units), 2))


def _mark(finding: Finding, language: str) -> str:
    """How the check ended, as wide for every outcome on an even screen."""
    marks = {each: say(f"verifier.outcome.{each.value}", language) for each in Outcome}
    width = max(_columns(mark) for mark in marks.values())
    return marks[finding.outcome] + " " * (width - _columns(marks[finding.outcome]))


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def unstamped(findings: Sequence[Finding]) -> list[str]:
    """What carries no time stamp."""
    return sorted({finding.about["what"] for finding in findings if finding.code == "stamp.none"})


def uncovered(findings: Sequence[Finding]) -> list[str]:
    """The files in the bundle that no check covers."""
    return sorted({finding.about["file"] for finding in findings if finding.code in UNCOVERED})


def is_uncertified(findings: Sequence[Finding]) -> bool:
    """Whether the bundle proves events only, without a certificate."""
    return any(finding.code == "certificate.none" for finding in findings)


def _warnings(findings: Sequence[Finding], language: str) -> Iterator[str]:
    for word, names in (("unstamped", unstamped(findings)), ("uncovered", uncovered(findings))):
        if names:
            yield say(f"verifier.warning.{word}", language, files=", ".join(names))
    if is_uncertified(findings):
        yield say("verifier.warning.uncertified", language)


def run(path: Path, wishes: Wishes, language: str, *, as_json: bool) -> tuple[str, int]:
    """Check the bundle at a path: what to print, and the exit code 0 or 1. Raises `BundleError` or OSError."""
    bundle = read_bundle(path)
    findings = fulfil(wishes, bundle, check_everything(bundle, wishes.trusted))
    code = 0 if is_all_good(findings) else 1
    if not as_json:
        return report(findings, language), code
    shown_json = {
        "good": code == 0,
        "unstamped": unstamped(findings),
        "uncovered": uncovered(findings),
        "certified": not is_uncertified(findings),
        "findings": [finding.to_json() for finding in findings],
    }
    return visible(json.dumps(shown_json, ensure_ascii=False, indent=1), kept="\n") + "\n", code


def read_kept(paths: Sequence[Path]) -> dict[str, str]:
    """Checkpoints that somebody kept, by the names of their files. Raises `BundleError` or OSError."""
    try:
        return {path.name: path.read_text(encoding="utf-8") for path in paths}
    except UnicodeDecodeError as error:
        raise BundleError(f"a kept checkpoint is a text: {error}") from error


def read_witness_policy(path: Path | None) -> Policy | None:
    """The policy in a file; None without one. Raises `BundleError` or OSError."""
    try:
        return None if path is None else read_policy(path.read_text(encoding="utf-8"))
    except (NoteError, UnicodeDecodeError) as error:
        raise BundleError(f"{path} is no policy: {error}") from error


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; gives the exit code."""
    parser = argparse.ArgumentParser(prog="verify", description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("bundle", type=Path, nargs="?", default=Path(__file__).parent, help="zip file or folder")
    parser.add_argument("--key", action="append", default=[], type=_fingerprint, metavar="FINGERPRINT")
    parser.add_argument("--require-stamp", action="store_true", help="fail where a time stamp is missing")
    parser.add_argument("--against", action="append", default=[], type=Path, metavar="FILE", help="a kept checkpoint")
    parser.add_argument("--policy", type=Path, metavar="FILE", help="the witnesses that you ask for (C2SP tlog-policy)")
    parser.add_argument("--tiles", default="", help="the log's public address, or a folder with its tiles")
    parser.add_argument("--language", choices=languages(), default=_own_language())
    parser.add_argument("--json", action="store_true", help="print the findings for other programs")
    given = parser.parse_args(arguments)
    if given.tiles and not given.against:
        parser.error(TILES_ALONE)
    try:
        policy = read_witness_policy(given.policy)
        wishes = Wishes(given.key, given.require_stamp, read_kept(given.against), given.tiles, policy=policy)
        printed, code = run(given.bundle, wishes, given.language, as_json=given.json)
    except (BundleError, OSError) as error:
        sys.stderr.write(visible(_what_is_wrong(given.bundle, error)) + "\n")
        return 2
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a console that lacks a character must not hide a finding
    sys.stdout.write(printed)
    return code


def _fingerprint(written: str) -> str:
    try:
        return read_fingerprint(written)
    except ValueError as wrong:
        raise argparse.ArgumentTypeError(f"{wrong}; copy it from where the court publishes it") from wrong


def _what_is_wrong(bundle: Path, error: BundleError | OSError) -> str:
    """The file that cannot be read, whichever it is, and why."""
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename}: {error.strerror}"
    return f"{bundle}: {error}"


def _own_language() -> str:
    """The language that the machine speaks, where there are words in it."""
    spoken = (locale.getlocale()[0] or "").lower()
    for language in languages():
        if spoken.startswith((language, say("language.in_english", language).lower())):
            return language
    return FALLBACK
