"""The addresses of the API: the operations, their description for programs, and the page for people."""

from django.urls import path

from songda.web.api.carriers import take_push
from songda.web.api.description import api
from songda.web.api.page import operations

urlpatterns = [
    path("", operations, name="api_operations"),
    path("carriers/<slug:name>/reports", take_push, name="api_carrier_reports"),
    path("", api.urls),
]
