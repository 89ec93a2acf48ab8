"""Registers the table of sent forms with Django."""

from django.apps import AppConfig


class SentFormsConfig(AppConfig):
    """sent_forms."""

    name = "songda.records.ground.sent_forms"
