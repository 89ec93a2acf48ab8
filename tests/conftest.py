"""The ground that every test stands on."""

import importlib

import django
from hypothesis import settings as examples

from tests.surroundings import environment

environment.prepare()
django.setup()
importlib.import_module("tests.core.law.elsewhere")

# How long one example takes says more about the machine's other work than about what is tested. With each change the
# same examples are tried, so that what turns red is the change; others, and more of them, are drawn at night.
examples.register_profile("unhurried", deadline=None, derandomize=True, max_examples=60)
examples.register_profile("drawn", deadline=None, max_examples=1000, print_blob=True)
examples.load_profile("unhurried")

pytest_plugins = [
    "tests.surroundings.day",
    "tests.surroundings.quick",
    "tests.surroundings.selection",
    "tests.surroundings.changed",  # after it, so that it is asked before it
    "tests.surroundings.spreading",
    "tests.surroundings.forgetting",
    "tests.surroundings.roles",  # before it, since it uses it
    "tests.surroundings.postgres",
    "tests.surroundings.homes",
    "tests.surroundings.ready",
]
