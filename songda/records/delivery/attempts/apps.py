"""Registers the tables of attempts with Django."""

from django.apps import AppConfig


class AttemptsConfig(AppConfig):
    """attempts."""

    name = "songda.records.delivery.attempts"
