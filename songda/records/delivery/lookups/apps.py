"""Registers the tables of look-ups with Django."""

from django.apps import AppConfig


class LookupsConfig(AppConfig):
    """lookups."""

    name = "songda.records.delivery.lookups"
