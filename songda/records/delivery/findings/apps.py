"""Registers the tables of findings with Django."""

from django.apps import AppConfig


class FindingsConfig(AppConfig):
    """findings."""

    name = "songda.records.delivery.findings"
