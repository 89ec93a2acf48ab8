"""What an installation is asked: from a folder of its own, with nothing of the checkout in sight."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

from babel.messages.pofile import read_po

from scripts.wheel.demo import page
from scripts.wheel.making import ROOT, run
from songda_demo.story.play import expect

EXAMPLE = ROOT / "docs" / "howto" / "explain-a-service.md"
PAGES = {"/": "public", "/accounts/login/": "console", "/s/": "portal", "/rules": "look"}  # whose words are on it
FEWEST_SENTENCES = 3
PACKAGES = ("songda", "songda_demo", "songda_tools")


def lacking(wheel: Path) -> list[str]:
    """The files that should be in the wheel and are not."""
    with ZipFile(wheel) as packed:
        return sorted(set(_wanted()) - set(packed.namelist()))


def _wanted() -> Iterator[str]:
    words = ["git", "-C", str(ROOT), "ls-files", "--cached", "--others", "--exclude-standard", *PACKAGES]
    for name in subprocess.run(words, capture_output=True, text=True, check=True).stdout.splitlines():
        if (ROOT / name).exists():
            yield name
            if name.endswith(".po"):
                yield name.removesuffix(".po") + ".mo"


def is_whole(wheel: Path) -> str:
    """Every file of the package is in it, and every language compiled."""
    missing = lacking(wheel)
    expect(not missing, f"not in the wheel: {missing}")
    return "whole"


def is_elsewhere(programs: Path, folder: Path) -> str:
    """The installed songda is not that of the checkout, and lists its commands."""
    place = run([str(programs / "python"), "-c", "import songda; print(songda.__file__)"], folder).strip()
    expect(Path(place).is_relative_to(programs.parent), place)
    said = run([str(programs / "songda"), "--help"], folder)
    expect("explain" in said, said)
    return f"{len(said.splitlines())} lines of help"


def explains(programs: Path, folder: Path) -> str:
    """It explains the example of the documentation exactly as the checkout does, in both languages."""
    facts = folder / "facts.json"
    facts.write_text(_first_example(), encoding="utf-8")
    for language in ("zh", "en"):
        words = ["explain", str(facts), "--language", language]
        said = run([str(programs / "songda"), *words], folder)
        expect(said == run([sys.executable, "-m", "songda", *words], ROOT), said)
    return str(json.loads(said)["status"])


def speaks_chinese(port: int) -> str:
    """Pages of every room say sentences of that room's catalogue in Chinese, which are not there in English."""
    for path, room in PAGES.items():
        chinese, english = page(port, path, "zh-CN"), page(port, path, "en")
        said = [sentence for sentence in _chinese_of(room) if sentence in chinese and sentence not in english]
        expect(len(said) >= FEWEST_SENTENCES, f"{path} says {said} of the words of {room}")
    return f"{len(PAGES)} pages in Chinese"


def plays_the_story(programs: Path, folder: Path, home: Path, port: int) -> str:
    """A case from filing to proof: fonts, templates, seal and channels are all there."""
    run([str(programs / "songda"), "story", "--home", str(home), "--port", str(port)], folder)
    steps = json.loads((home / "story" / "report.json").read_text(encoding="utf-8"))["steps"]
    expect(all(step["is_good"] for step in steps), str(steps))
    return f"{len(steps)} steps"


def verifies(programs: Path, folder: Path, bundle: Path) -> str:
    """It accepts the proof of that case, and refuses it when one byte is another."""
    said = run([str(programs / "songda"), "verify", str(bundle)], folder)
    body = bytearray(bundle.read_bytes())
    body[len(body) // 2] ^= 1
    (folder / "forged.zip").write_bytes(body)
    forged = subprocess.run([programs / "songda", "verify", "forged.zip"], cwd=folder, capture_output=True, check=False)
    expect(forged.returncode in {1, 2}, f"a changed proof is accepted: {forged.stdout!r}")
    return said.strip().splitlines()[-1]


def _first_example() -> str:
    found = re.search(r"```json\n(.*?)```", EXAMPLE.read_text(encoding="utf-8"), re.DOTALL)
    return found[1] if found else ""


def _chinese_of(room: str) -> list[str]:
    """The Chinese sentences of a room that stand on a page as they are written."""
    with (ROOT / f"songda/web/{room}/locale/zh_Hans/LC_MESSAGES/django.po").open("rb") as file:
        texts = [message.string for message in read_po(file) if message.id and isinstance(message.string, str)]
    return [text for text in texts if len(text) > 1 and "%" not in text]
