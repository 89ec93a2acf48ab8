"""Registers the tables of deeds with Django."""

from django.apps import AppConfig


class DeedsConfig(AppConfig):
    """deeds."""

    name = "songda.records.delivery.deeds"
