"""Registers the certificates tables with Django."""

from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    """The certificates app."""

    name = "songda.records.proof.certificates"
    label = "certificates"
