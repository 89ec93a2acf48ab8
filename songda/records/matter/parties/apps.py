"""Registers the parties tables with Django."""

from django.apps import AppConfig


class PartiesConfig(AppConfig):
    """The parties app."""

    name = "songda.records.matter.parties"
    label = "parties"
