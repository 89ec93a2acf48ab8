"""Registers the tables of calls with Django."""

from django.apps import AppConfig


class CallsConfig(AppConfig):
    """calls."""

    name = "songda.records.delivery.calls"
