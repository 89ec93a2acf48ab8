"""Registers the tables of personal proofs with Django."""

from django.apps import AppConfig


class PersonalProofsConfig(AppConfig):
    """personal_proofs."""

    name = "songda.records.delivery.personal_proofs"
