"""Registers the tables of the evidence log with Django."""

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    """The evidence app."""

    name = "songda.records.ground.evidence"
    label = "evidence"
