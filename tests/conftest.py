"""The ground that every test stands on."""

import django
from django.conf import settings

from tests.surroundings import environment

environment.prepare()
django.setup()
settings.PASSWORD_HASHERS = ["tests.surroundings.passwords.QuickPasswords", *settings.PASSWORD_HASHERS]

pytest_plugins = [
    "tests.surroundings.selection",
    "tests.surroundings.spreading",
    "tests.surroundings.forgetting",
    "tests.surroundings.postgres",
    "tests.surroundings.homes",
]
