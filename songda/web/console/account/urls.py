"""Addresses of this room."""

from django.urls import path

from songda.web.console.account import account

urlpatterns = [
    path("account/", account.account, name="account"),
    path("account/codes/", account.codes, name="codes"),
]
