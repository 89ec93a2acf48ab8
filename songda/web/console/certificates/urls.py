"""Addresses of this room."""

from django.urls import path

from songda.web.console.certificates import certificates

urlpatterns = [
    path("certificates/", certificates.certificates, name="certificates"),
    path("certificates/<uuid:certificate_id>/file/", certificates.certificate_file, name="certificate_file"),
]
