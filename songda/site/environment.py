"""Settles what a command runs on: the court's own settings, or those of the demo whose home this is."""

import atexit
import json
import os
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from songda import clock
from songda.site.curable import CurableError
from songda.site.home import home_folder
from songda_demo.settings import DEMO_NOTE, demo_settings

if TYPE_CHECKING:
    from songda.site.embedded import Address


def prepare() -> None:
    """Fill in what the environment leaves open; afterwards DATABASE_URL is set.

    Where nothing is said at all and the home is a demo's, the command joins that demo. Production names its database.
    """
    home = home_folder()
    if "SONGDA_ENV" not in os.environ and not os.environ.get("DATABASE_URL"):
        _join_demo(home)
    if not os.environ.get("DATABASE_URL"):
        if os.environ.get("SONGDA_ENV", "production") == "production":
            cure = "Set it to the court's PostgreSQL, or begin with `songda demo`."
            raise CurableError("DATABASE_URL is not set.", cure)
        use_embedded(home)


def use_embedded(home: Path) -> None:
    """Join the PostgreSQL that comes along; if it does not run, start it for as long as this command lasts."""
    from songda.site import embedded

    address = embedded.start(home)
    if not address.was_running:
        atexit.register(embedded.stop, home)
    os.environ.update(addresses_of(address))


def addresses_of(address: "Address") -> dict[str, str]:
    """The settings that name an embedded server, as each kind of process signs in there."""
    return {
        "DATABASE_URL": address.url,
        "SONGDA_WORKER_URL": address.worker_url,
        "SONGDA_OWNER_URL": address.owner_url,
    }


def sign_in_as(url: str) -> None:
    """From here on this process and those that it starts are the role in this address, whatever kind they are."""
    os.environ["DATABASE_URL"] = os.environ["SONGDA_WORKER_URL"] = url


def prepare_django() -> None:
    """Settle the environment and wake Django up."""
    prepare()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "songda.site.settings")
    import django

    django.setup()


def demo_port(home: Path) -> int | None:
    """The port of the demo that was started from this home last; None when there never was one."""
    noted = _demo_note(home)
    return None if noted is None else noted[0]


def _demo_note(home: Path) -> tuple[int, timedelta] | None:
    """The port of that demo, and how far its clock is ahead of the machine's."""
    try:
        note = json.loads((home / DEMO_NOTE).read_text(encoding="utf-8"))
        return int(note["port"]), timedelta(seconds=float(note.get("ahead", 0)))
    except (OSError, ValueError, KeyError):
        return None


def follow_demo_clock(home: Path) -> None:
    """Go by the clock of the demo that was started from this home, unless the environment names another."""
    if (noted := _demo_note(home)) is not None:
        os.environ.setdefault(clock.AHEAD, str(noted[1].total_seconds()))
    clock.follow_environment()


def _join_demo(home: Path) -> None:
    """Take over the settings of the demo that was started from this home, if there was one, and its clock."""
    if (noted := _demo_note(home)) is not None:
        os.environ.update(demo_settings(home, *noted))
        clock.follow_environment()
