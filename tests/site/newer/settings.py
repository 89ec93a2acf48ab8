"""The settings of a version that is newer than this one: it brings two changes of tables more."""

from songda.site.settings import *  # noqa: F403

MIGRATION_MODULES = {"limits": "tests.site.newer.changes"}
