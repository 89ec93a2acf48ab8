"""Registers the tables of dialling with Django."""

from django.apps import AppConfig


class TelephoneConfig(AppConfig):
    """telephone."""

    name = "songda.records.delivery.telephone"
