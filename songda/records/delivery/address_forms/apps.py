"""Registers the tables of signed address forms with Django."""

from django.apps import AppConfig


class AddressFormsConfig(AppConfig):
    """address_forms."""

    name = "songda.records.delivery.address_forms"
