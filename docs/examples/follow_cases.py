"""Keeps a folder up to date with what happens in a court's cases; may be stopped anywhere, and goes on where it was.

    SONGDA_API=https://songda.court.example/api/v1 SONGDA_TOKEN_FILE=/etc/case-system/token \
        python follow_cases.py /srv/cases

A folder for each case: every event as a file, named by its place in the log, and every certificate as PDF. The token
needs the scopes `read_events` and `read_proofs`.
"""

import json
import os
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

API = os.environ.get("SONGDA_API", "http://127.0.0.1:8000/api/v1")
TOKEN = Path(os.environ.get("SONGDA_TOKEN_FILE", "var/keys/api.token"))
PAUSE_S = 5


def ask(path: str) -> bytes:
    """The answer of the API; HTTPError where it refuses, URLError where it is away."""
    token = TOKEN.read_text(encoding="ascii").strip()
    asked = urllib.request.Request(f"{API}{path}", headers={"Authorization": f"Bearer {token}"})  # noqa: S310
    with urllib.request.urlopen(asked, timeout=30) as answer:  # noqa: S310 - the address is the court's own setting
        body: bytes = answer.read()
        return body


def keep(file: Path, body: bytes) -> None:
    """Write it whole or not at all; whoever looks meanwhile sees what stood there before."""
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_suffix(f"{file.suffix}.part")
    with beside.open("wb") as written:
        written.write(body)
        os.fsync(written.fileno())
    beside.replace(file)


def take(folder: Path, event: dict[str, Any]) -> None:
    """What one event brings; doing it again changes nothing."""
    case = folder / event["case_id"]
    if event["name"] == "certificate.issued":
        keep(case / f"{event['details']['number']}.pdf", ask(f"/services/{event['details']['service']}/certificate"))
    keep(case / f"{event['place']:012}.json", json.dumps(event, ensure_ascii=False, indent=1).encode())


def follow(folder: Path) -> bool:
    """One page of events; False where there was nothing beyond it. Where it goes on is kept last."""
    mark = folder / "next"
    after = int(mark.read_text(encoding="ascii")) if mark.exists() else -1
    page = json.loads(ask(f"/events?after={after}&limit=100"))
    for event in page["events"]:
        take(folder, event)
    keep(mark, str(page["next_after"]).encode())
    return not page["is_whole"]


if __name__ == "__main__":
    while True:
        while follow(Path(sys.argv[1])):
            pass
        time.sleep(PAUSE_S)
