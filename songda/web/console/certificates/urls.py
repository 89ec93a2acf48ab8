"""Addresses of this room."""

from django.urls import path

from songda.web.console.certificates import certificates

urlpatterns = [
    path("certificates/", certificates.certificates, name="certificates"),
    path("cases/<uuid:case_id>/certificates.zip", certificates.case_certificates, {"form": "zip"}, "case_zip"),
    path("cases/<uuid:case_id>/certificates.pdf", certificates.case_certificates, {"form": "pdf"}, "case_pdf"),
    path("certificates/<uuid:certificate_id>/file/", certificates.certificate_file, name="certificate_file"),
]
