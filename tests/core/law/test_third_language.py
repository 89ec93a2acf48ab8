"""A language is added by adding its catalogue; what it does not say yet is said in the language that stands in."""

from pathlib import Path

from songda.core.law import profile_of
from songda.core.law.record import to_decision, to_record
from songda.core.refusal import Refused
from songda.core.words import languages
from tests import french
from tests.core.law.given import answer, attempt, consent, facts


def test_the_law_answers_in_a_language_that_no_code_has_heard_of(tmp_path: Path) -> None:
    service = facts(attempt("sms", "confirmed", "arrived 2022-06-02"), consents=[consent()])
    before = answer(service)
    assert "fr" not in profile_of("cn").wording.languages
    with french.spoken(tmp_path):
        decision = answer(service)
        kept = to_decision(to_record(decision), profile_of("cn").wording)
        said = kept.to_json("fr-FR")
        assert decision == before
        assert kept.reasons("zh") == before.reasons("zh")
        assert kept.reasons("en") == before.reasons("en")
        assert Refused("nothing_chosen").sentence("fr") == "Rien n’a été choisi."
        assert "fr" in languages()
    cited = [rule["cite"] for rule in said["rules"]]  # type: ignore[attr-defined]
    assert "Règles du contentieux en ligne, article 31, alinéa 1 [as the text says]" in cited
    reasons = " ".join(said["reasons"])  # type: ignore[arg-type]
    assert "L'adresse utilisée a été confirmée par le destinataire." in reasons
    assert "est parvenu au système de l'adresse le 02/06/2022 à" in reasons
    assert "(selon Règles du contentieux en ligne, article 31, alinéa 1 [as the text says])" in reasons
    assert any(english in reasons for english in ("consent", "may be used", "allows"))  # what French does not say yet
    assert "fr" not in languages()
