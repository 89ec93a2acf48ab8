"""Writes the page on the statutes' texts; and notes that the rows of an article were read against its words.

    python -m scripts.texts                   # writes docs/reference/texts.md anew
    python -m scripts.texts --read olr.31     # the words of olr.31 and its rows were read: renews its sha256
    python -m scripts.texts --read cn_arbitration.al.41     # of another procedure than that of the courts

A test holds the page up to date (tests/core/law/test_texts_document.py).
"""

import sys
from collections.abc import Iterator
from datetime import date
from importlib.resources import files
from pathlib import Path

from scripts.wheel.making import ROOT
from songda.core.law import profile_of
from songda.core.law.profile.sources import Source, StatuteText, read_texts
from songda.core.law.rulebook.rule_words import terms_of

PAGE = ROOT / "docs" / "reference" / "texts.md"
PROFILES = Path(str(files("songda.core.law"))) / "profiles"
CHINA = ("cn", "cn_arbitration", "cn_reconsideration")
HEAD = """# The statutes' texts beside the rules

Of every source of China's rules: which wording was read, where it was taken from, on which day it was last checked,
and the SHA-256 of the articles kept in `texts` of its profile under `songda/core/law/profiles`. The page is written by
`python -m scripts.texts`; don't edit it. A rule counts as confirmed only as long as the words of its article have the
hash with which its rows were read; `songda rules --watch` names the texts that nobody has checked for ninety days.
"""
TABLE = """| id | wording | taken from | last checked | articles | SHA-256 of them |
|---|---|---|---|---|---|"""


def page() -> str:
    return "\n".join([HEAD, *(line for jurisdiction in CHINA for line in _lines(jurisdiction))])


def _lines(jurisdiction: str) -> Iterator[str]:
    profile = profile_of(jurisdiction)
    sources = [source for source in profile.wording.sources.by_id.values() if source.id not in profile.own_rules]
    yield f"## `{jurisdiction}`\n\n{TABLE}"
    yield from (_line(source, profile.texts.get(source.id)) for source in sources)
    yield ""


def _line(source: Source, text: StatuteText | None) -> str:
    if text is None:
        return f"| {source.id} | {source.name('zh')} | no text at hand | never | - | - |"
    where = terms_of(profile_of("cn"), "en").word("taken_from", text.taken_from)
    days = ", ".join(_days(text))
    return (
        f"| {source.id} | {source.name('zh')}: {days} | {where} | {text.checked_on} "
        f"| {len(text.articles)} | `{text.sha256}` |"
    )


def _days(text: StatuteText) -> Iterator[str]:
    named: tuple[tuple[str, date | None], ...] = (
        ("adopted", text.adopted_on),
        ("promulgated", text.promulgated_on),
        ("in force", text.in_force_on),
    )
    yield from (f"{name} {day}" for name, day in named if day is not None)


def note_read(article: str, profiles: Path = PROFILES) -> str:
    """Renew the hash of an article such as olr.31, or cn_arbitration.al.41, in its file; the new hash.

    LookupError where it is not kept.
    """
    *jurisdiction, source, number = article.split(".") if "." in article else (article, "")
    folder = profiles / (jurisdiction[0] if jurisdiction else CHINA[0]) / "texts"
    text = read_texts(folder).get(source)
    if text is None or number not in text.articles:
        raise LookupError(f"no words of {article} in {folder}")
    found, file = text.articles[number], folder / f"{source}.toml"
    head = f"number = {number}\nsha256 = "
    written = file.read_text(encoding="utf-8")
    file.write_text(written.replace(f'{head}"{found.read_sha256}"', f'{head}"{found.sha256}"'), encoding="utf-8")
    return found.sha256


if __name__ == "__main__":
    if sys.argv[1:2] == ["--read"]:
        for each in sys.argv[2:]:
            note_read(each)
    else:
        PAGE.write_text(page(), encoding="utf-8")
