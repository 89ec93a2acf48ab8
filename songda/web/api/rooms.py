"""Puts the doors of the API together."""

from songda.web.api import problems
from songda.web.api.description import DescribedAPI
from songda.web.api.doors import (
    address_forms,
    calls,
    cases,
    circumstances,
    corrections,
    deeds,
    figures,
    lookups,
    mandates,
    orders,
    outreach,
    papers,
    parties,
    proofs,
    services,
    strikes,
    tasks,
)
from songda.web.api.kinds import StrictParser
from songda.web.api.tokens import CourtToken

_DOORS = (
    cases,
    parties,
    address_forms,
    corrections,
    strikes,
    circumstances,
    mandates,
    lookups,
    papers,
    orders,
    services,
    deeds,
    proofs,
    calls,
    tasks,
    figures,
    outreach,
)
DESCRIPTION = """Electronic service of court papers for other systems of a court.

Every call carries `Authorization: Bearer <token>`; the token stands for one court and shows nothing of any other.
Times carry an offset (`2026-06-01T10:00:00+08:00`). A refusal is `application/problem+json` with a code, a sentence in
Chinese and in English, and the place in the request."""


def build() -> DescribedAPI:
    """The API, version 1; its own page of operations takes the place of one that would load foreign scripts."""
    api = DescribedAPI(
        title="songda",
        version="1",
        description=DESCRIPTION,
        auth=CourtToken(),
        parser=StrictParser(),
        docs_url=None,
        openapi_url="/openapi.json",
        urls_namespace="api",
    )
    problems.install(api)
    for door in _DOORS:
        api.add_router("", door.router)
    return api


api = build()
