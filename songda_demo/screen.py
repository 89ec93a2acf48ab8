"""What the demo says on the screen: each step as it is done, then where to go and who to be."""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from rich.console import Console
from rich.markup import escape
from rich.status import Status
from rich.table import Table

from songda.core.language import FALLBACK
from songda.core.words import say
from songda.site.demo import ACCOUNTS, PASSWORD
from songda_demo.settings import HOST, Ports


class Screen:
    """The terminal, or the file that stands in for it. When it is gone, nothing is said and all goes on."""

    def __init__(self, console: Console) -> None:
        """`console` decides whether colours and a moving sign are shown."""
        self.console = console

    def title(self) -> None:
        self._say(f"\n[bold]{say('command_line.demo.title', FALLBACK)}[/] · a sample court on this machine\n")

    @contextmanager
    def step(self, words: str, done: str = "") -> Iterator[None]:
        """Show what is being done, then that it is done (in other words, if given) and how long it took."""
        began = time.monotonic()
        moving = self.console.status(f"{escape(words)} …")
        with suppress(OSError, SystemExit):
            moving.start()
        try:
            yield
        except BaseException:
            self._end(moving)
            self._say(f"  [red]✗[/] {escape(words)}")
            raise
        self._end(moving)
        took = time.monotonic() - began
        self._say(f"  [green]✓[/] {escape(done or words):<38}[dim]{took:5.1f} s[/]")

    def note(self, words: str) -> None:
        self._say(f"    [dim]{escape(words)}[/]")

    def alarm(self, words: str) -> None:
        """One line that should be seen."""
        self._say(f"  [yellow]![/] {escape(words)}")

    def welcome(self, port: int) -> None:
        """Where to go, who to be, what to try."""
        ports = Ports(port)
        rows = (
            ("The court", f"http://{HOST}:{ports.web}/console/", "sign in as below"),
            ("Phones and mailboxes", f"http://{HOST}:{ports.sandbox}/", "what recipients see"),
            ("Anyone", f"http://{HOST}:{ports.web}/", "check a proof"),
        )
        table = Table(box=None, show_header=False, padding=(0, 2), pad_edge=False)
        for column in ("what", "where", "why"):
            table.add_column(column, no_wrap=True)
        for name, address, hint in rows:
            table.add_row(f"  {name}", f"[bold cyan]{address}[/]", f"[dim]{hint}[/]")
        self._say("")
        self._say(table)
        self._accounts()
        self._say("\n  Play the sample case in a second terminal:  [bold].venv/bin/songda story[/]")
        self._say("  Everything is made up; nothing leaves this machine. [bold]Ctrl-C[/] stops everything.\n")

    def _accounts(self) -> None:
        table = Table(box=None, show_header=False, padding=(0, 2), pad_edge=False)
        for account in ACCOUNTS:
            table.add_row(f"  [bold]{account.username}[/]", account.name, f"[dim]{account.office}[/]")
        self._say(f"\n  Accounts, each with the password [bold]{PASSWORD}[/]")
        self._say(table)

    def _say(self, words: str | Table) -> None:
        with suppress(OSError, SystemExit):  # rich asks to leave when nobody reads any more; we do not
            self.console.print(words, highlight=False, soft_wrap=isinstance(words, str))

    def _end(self, moving: Status) -> None:
        with suppress(OSError, SystemExit):
            moving.stop()
