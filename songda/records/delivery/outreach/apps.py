"""Registers the tables of outreach with Django."""

from django.apps import AppConfig


class OutreachConfig(AppConfig):
    """outreach."""

    name = "songda.records.delivery.outreach"
