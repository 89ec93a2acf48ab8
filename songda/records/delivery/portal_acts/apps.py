"""Registers the tables of portal acts with Django."""

from django.apps import AppConfig


class PortalActsConfig(AppConfig):
    """portal_acts."""

    name = "songda.records.delivery.portal_acts"
