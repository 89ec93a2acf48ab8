"""The answer of the law is told in the caller's language, though it was written down in none."""

from pathlib import Path

import pytest
from django.conf import settings
from django.test import override_settings

from songda.records.court.staff.models import Court
from songda.records.service.findings.models import Finding
from tests import french
from tests.records.service.findings.test_law_version import served
from tests.web.api.caller import ROOT, Caller, caller

pytestmark = pytest.mark.database


def told(by: Caller, language: str) -> dict[str, object]:
    """The whole decision, as the API tells it to a caller who asks for that language."""
    service = Finding.objects.get().service_id
    headers = {"Authorization": f"Bearer {by.token}"} | ({"Accept-Language": language} if language else {})
    answer = by.client.get(f"{ROOT}/services/{service}", headers=headers).json()
    return dict(answer["decision"])


def test_a_decision_is_told_in_the_language_that_the_caller_asks_for() -> None:
    served()
    by = caller(Court.objects.get())
    decision = Finding.objects.get().decision
    assert told(by, "") == told(by, "zh-CN") == decision.to_json("zh")
    assert told(by, "en-GB,en;q=0.9") == decision.to_json("en")


def test_a_third_language_needs_its_catalogues_and_nothing_else(tmp_path: Path) -> None:
    with french.spoken(tmp_path), override_settings(LANGUAGES=[*settings.LANGUAGES, ("fr", "français")]):
        served()
        by = caller(Court.objects.get())
        decision = told(by, "fr-FR,fr;q=0.9")
        assert decision == Finding.objects.get().answer("fr")
    assert "Règles du contentieux en ligne, article 31, alinéa 1" in str(decision["rules"])
    assert "est parvenu au système de l'adresse" in str(decision["reasons"])
