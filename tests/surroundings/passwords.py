"""Passwords of tests are hashed in one round: what makes guessing slow in a court makes tests slow as well."""

from django.contrib.auth.hashers import PBKDF2PasswordHasher


class QuickPasswords(PBKDF2PasswordHasher):
    """The ordinary way of hashing with a single round, so that programs beside the test can read it too."""

    iterations = 1
