"""`songda witness`: keeps the last checkpoint of each log, and cosigns only what continues it."""

import http.server
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import click

from songda.clock import now
from songda.core.evidence.note import NoteError, read_verifier_key
from songda.core.evidence.witnesses.witnessing import Answer
from songda.site.errors import CurableError
from songda.trust.witness import Witness

LARGEST = 64 * 1024
ADD_CHECKPOINT, ADD_SUCCESSOR = "/add-checkpoint", "/add-successor"


@click.command("witness")
@click.option("--folder", type=click.Path(path_type=Path), required=True,
              help="Where the witness keeps its key and what it saw; made when it is missing.")  # fmt: skip
@click.option("--name", required=True, help="The name under which it signs: its own domain and a path.")
@click.option(
    "--log", "logs", multiple=True, required=True, metavar="KEY", help="The public key of a log that it watches."
)
@click.option(
    "--lost", multiple=True, metavar="KEY", help="A key of a log that was declared lost: nothing it signs is believed."
)
@click.option("--port", type=click.IntRange(1, 65535), help="Answer over HTTP on this port of this machine.")
@click.option("--file", "shown", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="Answer what stands in this file, once, and end.")  # fmt: skip
@click.pass_context
def witness(ctx: click.Context, /, folder: Path, name: str, logs: Sequence[str], **options: Any) -> None:
    """Be a witness of evidence logs, on a machine that does not belong to the court.

    A log that shows it a shorter tree, another tree of the same size, or one that does not continue what it saw last,
    gets no cosignature. A new key of a log is followed once the tree that was cosigned last names it.
    Put a proxy that speaks HTTPS in front of it.
    Without --port and --file it prints its public key, for the policy of the court.
    """
    try:
        keys = [read_verifier_key(log) for log in logs]
        lost = [read_verifier_key(key) for key in options["lost"]]
        witness = Witness.open(folder, name, {key.name: key for key in keys}, lost)
    except (NoteError, OSError) as error:
        raise CurableError(
            f"{error}.", "Look at --folder, --name, --log and --lost; a key is name+id+base64."
        ) from error
    shown: Path | None = options["shown"]
    port: int | None = options["port"]
    if shown is not None:
        word = witness.look_at(shown.read_text(encoding="utf-8"), _seconds())
        click.echo(word.text or word.answer.name.lower().replace("_", " "), nl=not word.text)
        ctx.exit(0 if word.answer is Answer.COSIGNED else 1)
    click.echo(str(witness.key))
    if port is not None:
        _serve(witness, port)


def server_of(witness: Witness, port: int) -> http.server.ThreadingHTTPServer:
    """A server that answers for it on a port of this machine; 0: on any that is free."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), partial(_WitnessRequest, witness))
    server.daemon_threads = True
    return server


def _serve(witness: Witness, port: int) -> None:
    """Answer until stopped."""
    server = server_of(witness, port)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.server_close()


def _seconds() -> int:
    return int(now().timestamp())


class _WitnessRequest(http.server.BaseHTTPRequestHandler):
    """One question to the witness."""

    timeout = 10
    protocol_version = "HTTP/1.1"

    def __init__(self, witness: Witness, *rest: object) -> None:
        self._witness = witness
        super().__init__(*rest)  # type: ignore[arg-type]

    def do_POST(self) -> None:
        """The address of C2SP tlog-witness, and the one at which a log shows who follows on its key."""
        length = self.headers.get("Content-Length", "")
        if self.path not in (ADD_CHECKPOINT, ADD_SUCCESSOR) or not length.isdecimal() or int(length) > LARGEST:
            self._answer(Answer.UNREADABLE if self.path in (ADD_CHECKPOINT, ADD_SUCCESSOR) else Answer.UNKNOWN_LOG, "")
            return
        try:
            body = self.rfile.read(int(length)).decode()
        except UnicodeDecodeError:
            self._answer(Answer.UNREADABLE, "")
            return
        follows = self.path == ADD_SUCCESSOR
        word = self._witness.follow(body) if follows else self._witness.look_at(body, _seconds())
        self._answer(word.answer, word.text)

    def log_message(self, *_parts: object) -> None:
        """Whoever asks is no business of a file."""

    def _answer(self, answer: Answer, text: str) -> None:
        kind = "text/x.tlog.size" if answer is Answer.OTHER_SIZE else "text/plain; charset=utf-8"
        reply = text.encode()
        self.send_response(answer)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(reply)))
        if answer is not Answer.COSIGNED:
            self.send_header("Connection", "close")
            self.close_connection = True
        self.end_headers()
        self.wfile.write(reply)
