"""What was decided under an earlier version of the law is told truly when it is read later."""

from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from songda.core.law import profile_of
from songda.records.law.decisions.ask_law import ask_law
from songda.records.overview.boards.history import history_of
from songda.records.service.findings import law_version
from songda.records.service.findings.models import Finding
from songda.records.service.orders.models import Envelope, Service
from tests.records.law_of_the_day import NO_ARRIVAL, OTHER_STEPS, OTHER_WORDS, corrected, replaced
from tests.records.service.findings.test_law_version import served

pytestmark = pytest.mark.database
LANGUAGES = ("zh", "en")


def other_statute(rules: Path) -> None:
    """The statute goes by another name, in both languages."""
    replaced("profile.toml", 'zh = "人民法院在线诉讼规则"', 'zh = "在线诉讼新规"')(rules)
    replaced("profile.toml", 'en = "Online Litigation Rules', 'en = "New Rules')(rules)


@pytest.mark.parametrize("correction", [OTHER_WORDS, OTHER_STEPS, NO_ARRIVAL, other_statute])
def test_under_another_version_a_finding_is_told_as_it_was(tmp_path: Path, correction: object) -> None:
    served()
    finding = Finding.objects.get()
    before = {language: finding.answer(language) for language in LANGUAGES}
    with corrected(tmp_path, correction):  # type: ignore[arg-type]
        assert profile_of("cn").version != finding.law_version_id
        again = Finding.objects.get()
        assert {language: again.answer(language) for language in LANGUAGES} == before


def test_the_story_of_a_service_cites_each_stand_by_the_words_of_its_own_version(tmp_path: Path) -> None:
    _, stage = served()
    with corrected(tmp_path, lambda rules: (NO_ARRIVAL(rules), other_statute(rules))[0]):
        Envelope.objects.update(ask_law_at=stage.now)
        ask_law(stage.now)
        now, then = history_of(Service.objects.select_related("envelope").get())
    assert "New Rules" in now.cites[0].sentence("en")
    assert "Online Litigation Rules" in then.cites[0].sentence("en")
    assert "人民法院在线诉讼规则" in then.cites[0].sentence("zh")


def test_the_words_are_kept_once_a_version() -> None:
    served()
    served()
    assert [row.version for row in law_version.LawVersion.objects.all()] == [profile_of("cn").version]


def test_kept_words_are_neither_changed_nor_removed() -> None:
    served()
    Finding.objects.all().delete()
    rows = law_version.LawVersion.objects.all()
    for change in (lambda: rows.update(words={}), rows.delete):
        with pytest.raises(IntegrityError, match="refused"), transaction.atomic():
            change()
    assert rows.get().words["languages"]


def test_of_a_version_that_nothing_was_decided_under_there_are_no_words() -> None:
    with pytest.raises(law_version.LawVersion.DoesNotExist):
        law_version.words_of("never")
