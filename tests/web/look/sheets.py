"""The style sheets as tests read them: the tokens by day and by night, and which sheets each room's pages load."""

import re
from pathlib import Path

WEB = Path("songda/web")
LOOK, CONSOLE, SANDBOX = WEB / "look/static/look", WEB / "console/static/console", Path("songda_demo/sandbox/pages")
TOKENS = LOOK / "tokens.css"
SHARED = (LOOK / "look.css",)
RULES = (LOOK / "rules.css", LOOK / "charts.css")
SHEETS = {
    "portal": SHARED,
    "public": (*SHARED, *RULES, LOOK / "screen.css"),
    "look": SHARED + RULES,
    "console": (*SHARED, *RULES, *sorted(CONSOLE.glob("*.css"))),
    "api": (WEB / "api/static/api/operations.css",),
    "sandbox": (*SHARED, SANDBOX / "sandbox.css"),
}


def bare(path: Path) -> str:
    """The sheet without its comments."""
    return re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)


def every_sheet() -> list[Path]:
    """Every style sheet of the project but that of the tokens."""
    return sorted({*WEB.rglob("*.css"), *SANDBOX.glob("*.css")} - {TOKENS})


def tokens_by_day() -> dict[str, str]:
    """The colours of the tokens in daylight."""
    return _colours(bare(TOKENS).split("@media screen and (prefers-color-scheme: dark)")[0])


def tokens_by_night() -> dict[str, str]:
    """The same in the dark; what the night does not name is as by day."""
    night = bare(TOKENS).split("@media screen and (prefers-color-scheme: dark)")[1].split("@media print")[0]
    return tokens_by_day() | _colours(night)


def _colours(text: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z-]+):\s*(#[0-9a-f]{3,6});", text))
