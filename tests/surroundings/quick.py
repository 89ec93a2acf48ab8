"""What a court's process does slowly on purpose, or once in its life, and tests would do ten thousand times."""

from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher

from songda.records.court.staff import signing_in
from songda.web.console.calls import call
from songda.web.look.statics import StaticFiles

COST_IN_COURT = signing_in.HASH_COST


class QuickPasswords(PBKDF2PasswordHasher):
    """The ordinary way of hashing with a single round, so that programs beside the test can read it too."""

    iterations = 1


def pytest_configure() -> None:
    """What makes guessing slow makes tests slow as well; and each of their browsers would look up all style sheets.

    The telephone system of a test answers at once or never.
    """
    settings.PASSWORD_HASHERS = [f"{__name__}.{QuickPasswords.__name__}", *settings.PASSWORD_HASHERS]
    signing_in.HASH_COST = 2
    call.LINE_WAIT_S = 0
    look_up = StaticFiles.add_files_from_finders
    found: dict[str, object] = {}

    def once(files: StaticFiles) -> None:
        if not found:
            look_up(files)
            found.update(files.files)
        files.files.update(found)

    StaticFiles.add_files_from_finders = once
