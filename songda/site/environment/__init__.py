"""Settles what a command runs on: the court's own settings, or those of the demo whose home this is."""

import atexit
import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from songda.site.demo import DEMO_NOTE
from songda.site.environment.said import secret
from songda.site.errors import CurableError
from songda.site.home import home_folder
from songda.site.settings_file import is_there, named_home

if TYPE_CHECKING:
    from songda.site.embedded import Address


def prepare() -> None:
    """Fill in what the environment leaves open; afterwards DATABASE_URL is set.

    Where nothing is said at all and the home is a demo's, the command joins that demo. Production names its database.
    """
    read_addresses()
    home = home_folder()
    if "SONGDA_ENV" not in os.environ and not os.environ.get("DATABASE_URL"):
        _join_demo_of(home)
    if not os.environ.get("DATABASE_URL"):
        if os.environ.get("SONGDA_ENV", "production") == "production":
            cure = "Set it to the court's PostgreSQL, or begin with `songda demo`."
            raise CurableError("DATABASE_URL is not set.", cure)
        use_embedded(home)
    elif os.environ.get("SONGDA_ENV", "production") == "production" and not named_home().is_absolute():
        cure = "Name the folder whole, as in /var/lib/songda: workers, web and commands must mean the same one."
        raise CurableError("SONGDA_HOME is not set, or not named from the root.", cure)


def read_addresses() -> None:
    """Take the addresses of databases from files where they are named so, as secrets are."""
    for name in ("DATABASE_URL", "SONGDA_WORKER_URL", "SONGDA_OWNER_URL"):
        if found := secret(name):
            os.environ[name] = found


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
    """Wake Django up, for whatever opens the database; CurableError where its tables are not of this version.

    A database that does not answer is told by whoever asks it.
    """
    wake_django()
    from django.db import OperationalError

    from songda.site.schema import require_fit_tables

    with suppress(OperationalError):
        require_fit_tables()


def wake_django() -> None:
    """Settle the environment and wake Django up; the database is not asked."""
    prepare()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "songda.site.settings")
    import django

    django.setup()


def _join_demo_of(home: Path) -> None:
    """Take over settings and clock of the demo that was started from this home, if there was one."""
    if is_there(home / DEMO_NOTE):
        from songda_demo.home import join

        join(home)
