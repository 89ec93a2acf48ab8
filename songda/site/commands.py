"""Lists the commands with one line each, and turns difficulties into a plain word and an exit code.

Exit codes: 0 all is well · 1 the answer is no, or the work failed · 2 it cannot be done as asked.
"""

import difflib
import importlib
from typing import Any, NoReturn

import click

from songda.site.errors import CurableError, with_pages
from songda.site.settings_file import take_settings

COMMANDS = {
    "demo": "Start a sample court with phones, mailboxes and providers on this machine.",
    "story": "Play the sample case against a running demo, from filing to proof.",
    "explain": "Say whether, when and why service took effect, from facts in a file.",
    "rules": "List the rules that are law on a day, each with its article.",
    "deadline": "Say the last day of a period that starts with service.",
    "export": "Write the proof of a service into one file that anyone can check.",
    "verify": "Check such a file offline, and name exactly what fails.",
    "witness": "Watch the evidence logs of courts from another machine, and cosign what only grows.",
    "look": "Look from another machine whether the public notices of a court stand.",
    "figures": "Say what was served in a period, by definitions printed beside the numbers.",
    "audit": "Read the whole evidence log and name every row that was tampered with.",
    "retention": "List the closed cases whose particulars are to go, and erase them from the evidence log.",
    "copy": "Write what is kept of a person into a file for that person.",
    "files": "Compare the sealed files with the database, and name what is missing or left over.",
    "backup": "Copy database, files and journal to where they can be put back from.",
    "drill": "Try whether the newest backup can be put back.",
    "serve": "Run the web pages and the API.",
    "worker": "Run the background work: sending, receipts, effects, certificates.",
    "watch": "Answer a collector of metrics, and whoever asks whether the court can work.",
    "sandbox": "Run the outside world of the demo: SMS centre, mailbox, time stamps.",
    "setup": "Ask what a court must decide, and write its settings.",
    "keys": "Make the keys that an installation lacks, or put a new one on the key ring.",
    "court": "Open a court with its first account.",
    "admit": "Open an account of weight while no two people run the court yet.",
    "signon": "Let somebody in by the court's single sign-on.",
    "signout": "End the sessions of one member of staff, or of everybody.",
    "migrate": "Bring the database to the shape that this version needs.",
    "restored": "Say that the database was put back to an earlier day: nothing is sent twice.",
    "redecide": "Decide anew, after rules were corrected, what was decided under others.",
    "reread": "Read kept reports anew, and take back arrivals that they do not prove.",
    "redate": "Reckon anew by when open tasks are due, after the calendar or a rule changed.",
    "check": "Say what of the configuration is missing or unsafe.",
    "database": "Start, stop or look at the PostgreSQL that comes along.",
    "bench": "Measure many services from end to end on this machine.",
    "storm": "Break everything that may break while messages go out, and count what was lost.",
}

_HOMES = {  # the module of each command; those of demo and tools stand in packages that a court need not install
    **dict.fromkeys(("demo", "story", "sandbox"), "songda_demo.commands"),
    **dict.fromkeys(("bench", "storm"), "songda_tools.commands"),
    **dict.fromkeys(("export", "verify"), "songda.site.cli.bundle"),
    **dict.fromkeys(("redate", "redecide", "reread"), "songda.site.cli.changed_rules"),
    **dict.fromkeys(("check", "files"), "songda.site.cli.check"),
    **dict.fromkeys(("court", "admit", "signon", "signout"), "songda.site.cli.court"),
    **dict.fromkeys(("database", "migrate", "restored"), "songda.site.cli.database"),
    **dict.fromkeys(("backup", "drill"), "songda.site.cli.backup"),
    **dict.fromkeys(("serve", "worker"), "songda.site.cli.serve"),
}
# What runs on no court: demo and tools make settings of their own; the law and a proof are looked at without any.
_WITHOUT_SETTINGS = {
    "demo",
    "story",
    "sandbox",
    "bench",
    "storm",
    "explain",
    "rules",
    "deadline",
    "verify",
    "witness",
    "setup",
}


class LazyGroup(click.Group):
    """A group that knows its commands by name and imports the one that is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The commands in the order of a newcomer's interest."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name, imported now; None when there is no such name."""
        if cmd_name not in COMMANDS:
            return None
        try:
            if cmd_name not in _WITHOUT_SETTINGS:
                take_settings()  # before anything is imported: the clock goes by a setting
            home = importlib.import_module(_HOMES.get(cmd_name, f"songda.site.cli.{cmd_name}"))
        except CurableError as error:
            refuse(ctx, error)
        except ModuleNotFoundError as error:
            refuse(ctx, _missing(error))
        except ValueError as error:  # the clock is settled as soon as it is imported
            refuse(ctx, CurableError(str(error)))
        command: click.Command = getattr(home, cmd_name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; for an unknown word, name the nearest one."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            near = difflib.get_close_matches(args[0], COMMANDS, n=1)
            cure = f"Did you mean `songda {near[0]}`?" if near else "`songda --help` lists the commands."
            ctx.fail(f"There is no command `{args[0]}`. {cure}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """The list in `--help`, written without importing any command."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a difficulty with a cure becomes a word on standard error and exit code 2."""
        try:
            return super().invoke(ctx)
        except CurableError as error:
            refuse(ctx, error)
        except ModuleNotFoundError as error:
            refuse(ctx, _missing(error))
        except Exception as error:
            if (trouble := _trouble_of_home(error) or _trouble_of_database(error)) is None:
                raise
            refuse(ctx, trouble)


def refuse(ctx: click.Context, error: CurableError) -> NoReturn:
    """Say what is wrong and how to cure it, and leave with code 2."""
    click.echo(click.style(with_pages(error.wrong), fg="red"), err=True)
    if error.cure:
        click.echo(with_pages(error.cure), err=True)
    ctx.exit(2)


def _trouble_of_home(error: Exception) -> CurableError | None:
    """What of the home folder cannot be made, read or written, where it is that."""
    if not isinstance(error, OSError):
        return None
    from songda.site.home import home_folder

    home, place = str(home_folder()), str(error.filename or "")
    if place != home and not place.startswith(f"{home}/"):
        return None
    cure = "SONGDA_HOME names a folder of your own, on a disk with room; docs/howto/run.md says what lies in it."
    return CurableError(f"{place} cannot be used: {error.strerror}.", cure)


def _trouble_of_database(error: Exception) -> CurableError | None:
    """What is wrong with the database, told by the names of Django's errors: nothing is imported for `--help`."""
    if type(error).__module__ != "django.db.utils":
        return None
    first = str(error).strip().partition("\n")[0]
    if type(error).__name__ == "OperationalError":
        return CurableError(f"The database does not answer: {first}", "Check DATABASE_URL and the server.")
    if "permission denied" in first:
        cure = "Run `songda migrate`, which grants to each role what it needs: docs/howto/run.md."
        return CurableError(f"A role of the database lacks a right: {first}.", cure)
    if "does not exist" in first:
        return CurableError("The database has not the shape that this version needs.", "Run `songda migrate`.")
    return None


def _missing(error: ModuleNotFoundError) -> CurableError:
    """What is not installed: a part of songda that a court need not have, or what some part needs."""
    whole = "In a checkout run `make demo`; elsewhere install songda with its extras: `songda[demo,tools]`."
    package = (error.name or "").partition(".")[0]
    if package in {"songda_demo", "songda_tools"}:
        return CurableError(f"This is no part of a court's installation: the package {package} is missing.", whole)
    return CurableError(f"The Python module {error.name} is missing.", whole)


def _print_version(ctx: click.Context, _option: click.Parameter, is_asked: bool) -> None:  # noqa: FBT001 - click's
    if is_asked:
        from songda.site.version import version_and_commit

        click.echo(f"songda {version_and_commit()}")
        ctx.exit()


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_print_version,
              help="Say the version, and the commit it was made from.")  # fmt: skip
def main() -> None:
    """songda 送达 - electronic service of court papers: sent, proved, followed up by other lawful ways.

    Begin with `songda demo`; then, in a second terminal, `songda story`.
    """
