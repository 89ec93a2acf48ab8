"""A third language, which only this test has: one folder of words, and everybody who is told anything is told it."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation
from django.utils.html import strip_tags

from songda.core.certificates import words as of_certificates
from songda.core.evidence.findings import passed
from songda.core.evidence.names import sentence
from songda.core.identifiers import IdentifierError, read_mobile
from songda.core.law.facts import FactsError, read_facts
from songda.core.refusal import Refused, WrongField
from songda.core.words import Phrase, language_of, languages
from songda.records.matter.papers.kinds import kind_name
from songda.trust.offline.pack import one_file
from songda.trust.paper.findings import Refusal
from songda.web.console.shared import words as of_the_console
from songda.web.look.templatetags.moments import day, long_day
from tests import french


@pytest.fixture(autouse=True)
def spoken_french(tmp_path: Path) -> Iterator[None]:
    with french.worded(tmp_path):
        yield


def test_it_is_a_language_like_the_others() -> None:
    assert "fr" in languages()
    assert language_of("fr-be") == "fr"


def test_refusals_wrong_fields_and_wrong_numbers_are_told_in_it() -> None:
    assert Refused("case_closed").sentence("fr") == "L’affaire est close."
    outcomes = [Phrase("deeds.outcome.signed"), Phrase("deeds.outcome.left")]
    wrong = WrongField("kind", "outcome_does_not_fit", outcomes=outcomes)
    assert wrong.sentence("fr") == "Résultats possibles : signé, laissé."
    with pytest.raises(IdentifierError) as refused:
        read_mobile("1380013800")
    assert refused.value.sentence("fr") == "10 chiffres. Il en faut onze."
    with pytest.raises(FactsError) as missing:
        read_facts({})
    assert missing.value.reason.sentence("fr") == "manque"


def test_what_it_has_no_word_for_yet_is_said_in_the_one_to_fall_back_on() -> None:
    assert Refused("nothing_changed").sentence("fr") == Refused("nothing_changed").sentence("en")


def test_events_findings_and_papers_are_named_in_it() -> None:
    assert sentence("consent.given", "fr") == "La partie a consenti à la notification électronique."
    assert passed("event.repeated", event="5").sentence("fr") == "L’événement 5 figure deux fois."
    assert passed("event.repeated", event="5").to_json()["fr"] == "L’événement 5 figure deux fois."
    assert kind_name("summons", "fr") == "citation"
    assert Refusal("empty").sentence("fr") == "Le fichier est vide."


def test_a_certificate_speaks_it_where_it_is_among_its_languages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(of_certificates, "LANGUAGES", ("zh", "fr"))
    assert of_certificates.phrase("title.certificate") == {
        "zh": "电子送达凭证",
        "fr": "Certificat de notification électronique",
    }
    assert of_certificates.same("x") == {"zh": "x", "fr": "x"}


def test_the_single_file_of_the_verifier_carries_it() -> None:
    assert json.dumps(french.WORDS["findings"].split('"')[1], ensure_ascii=False) in one_file()


def test_pages_name_stored_words_and_write_days_in_it() -> None:
    with translation.override("fr"):
        assert of_the_console.word("defendant", "role") == "Défendeur"
        assert strip_tags(day("2022-06-02")) == "2 juin 2022"
        assert strip_tags(long_day("2022-06-02")) == "jeudi 2 juin 2022"
