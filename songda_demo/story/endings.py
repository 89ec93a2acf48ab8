"""What the story looks at when it ends: the board, the certificate, the bundle, the tasks, and who notices tampering.

The bundle is checked as anybody would: by another process, with no settings, no network needed.
"""

import hashlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path

from songda.site.home import home_folder
from songda_demo.story.opening import Scene
from songda_demo.story.outside import wait_until
from songda_demo.story.play import expect

DAY = r"\d{4}年\d{1,2}月\d{1,2}日"


def wait_for_board(scene: Scene, pattern: str, title: str, seconds: float = 40) -> str:
    """Wait until the board shows this; gives what it shows."""
    with scene.play.step(title) as step:

        def look() -> str | None:
            match = re.search(pattern, scene.clerk.board_text())
            return match.group() if match else None

        step.found = wait_until(look, f"“{pattern}” on the board", seconds)
    return step.found


def wait_for_task(scene: Scene, words: str, title: str, seconds: float = 40) -> None:
    """Wait until there is an open task with these words in this case."""
    with scene.play.step(title) as step:

        def look() -> str | None:
            return words if any(words in task for task in scene.clerk.tasks()) else None

        step.found = wait_until(look, f"task “{words}”", seconds)


def check_served(scene: Scene, ground: str = "到达") -> None:
    """Every paper is served, and the answer period's last day is on the page."""
    wait_for_board(scene, f"{DAY}送达（{ground}）", "service takes effect / 送达生效")
    with scene.play.step("the answer period's last day / 答辩期届满日") as step:
        pages = [scene.clerk.service_page(service).text for service in scene.clerk.services()]
        found = [m.group() for text in pages if (m := re.search(f"答辩期[^。]{{0,80}}?({DAY})", text))]
        expect(found, "no page of the five services shows the last day of the answer period")
        step.found = found[0]


def check_certificate(scene: Scene) -> str:
    """The certificate is issued and saved; gives the service's id."""
    with scene.play.step("the certificate is issued, signed and stamped / 出具电子送达凭证") as step:
        service = scene.clerk.services()[0]

        def look() -> str | None:
            body = scene.clerk.certificate(service)
            if body is None:
                return None
            (scene.place.folder / "certificate.pdf").write_bytes(body)
            return hashlib.sha256(body).hexdigest()

        step.found = "SHA-256 " + wait_until(look, "certificate", 60)
    return service


def check_bundle(scene: Scene, service: str, *, certified: bool = True) -> None:
    """The proof bundle is exported, and the offline verifier accepts it; of a certificate it asks the law again."""

    path = scene.place.folder / "bundle.zip"
    with scene.play.step("the proof is exported / 导出证明材料包") as step:

        def look() -> str | None:
            body = scene.clerk.bundle(service)
            if body is None:
                return None
            path.write_bytes(body)
            return f"{len(body) // 1024} KiB"

        step.found = wait_until(look, "bundle", 30)
    with scene.play.step("songda verify accepts it offline / 离线验证通过") as step:
        step.found = check_offline(path, certified=certified)


def check_offline(bundle: Path, *, certified: bool = True) -> str:
    """What `songda verify` says last; raises AssertionError with its whole answer when it does not accept.

    Only with a certificate is there an answer of the law to ask for again.
    """
    command = [sys.executable, "-m", "songda", "verify", *(["--law"] if certified else []), str(bundle)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    if done.returncode != 0:
        raise AssertionError(done.stdout + done.stderr)
    lines = [line for line in done.stdout.splitlines() if line.strip()]
    return lines[-1].strip() if lines else "accepted"


def check_tampering(scene: Scene, service: str) -> None:
    """Rows of the demo are changed as a superuser would, one after the other; each time somebody must name it.

    The demo is that of the home in which the story is told. Every change is taken back again.
    """
    with scene.play.step("somebody has the database and changes rows / 有人直接改动数据库") as step:
        step.found = f"{home_folder()}"
        command = [sys.executable, "-m", "songda_demo.story.tampering", service]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, env=_as_the_demo())
        expect(done.stdout, done.stderr)
    for line in done.stdout.splitlines():
        caught = json.loads(line)
        with scene.play.step(caught["title"]) as step:
            expect(caught["words"], "nobody noticed")
            step.found = f"{caught['by']}: {caught['words']}"


def _as_the_demo() -> dict[str, str]:
    """Without a word about which court it is, a command joins the demo of its home."""
    return {name: value for name, value in os.environ.items() if name not in {"SONGDA_ENV", "DATABASE_URL"}}
