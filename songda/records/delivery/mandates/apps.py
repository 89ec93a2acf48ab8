"""Registers the tables of mandates with Django."""

from django.apps import AppConfig


class MandatesConfig(AppConfig):
    """mandates."""

    name = "songda.records.delivery.mandates"
