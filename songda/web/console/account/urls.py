"""Addresses of this room."""

from django.urls import path

from songda.web.console.account import account
from songda.web.console.account import account as codes

urlpatterns = [
    path("account/", account.account, name="account"),
    path("account/codes/", codes.codes, name="codes"),
]
