"""The demo's witness: a process of its own with a key of its own, and the policy that names it."""

from pathlib import Path

from songda.site.playground import HOST, WITNESS_POLICY, Ports
from songda.trust.notes import NoteKey
from songda.trust.witness import Witness

NAME = "witness.example/demo"


def witness_words(home: Path, ports: Ports) -> list[str]:
    """The command and its options; makes its key and the court's policy where they are missing.

    Not before the court has the key of its log.
    """
    folder, log = home / "witness", NoteKey.load(home / "keys" / "log.key").verifier
    key = Witness.open(folder, NAME, {}).key
    lines = (
        f"log {log}",
        f"witness demo {key} http://{HOST}:{ports.witness}",
        "group outside 1 demo",
        "quorum outside",
    )
    (home / WITNESS_POLICY).write_text("\n".join([*lines, ""]), encoding="utf-8")
    return ["witness", "--folder", str(folder), "--name", NAME, "--log", str(log), "--port", str(ports.witness)]
