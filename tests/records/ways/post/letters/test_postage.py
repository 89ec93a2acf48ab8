"""What letters cost to send together, by the court's own rates; of what it wrote nothing down nothing is guessed."""

import pytest

from songda.core.delivery.letters.postage import read_postage
from songda.records.ways.post.letters.models import Letter
from songda.records.ways.post.letters.queries import Postage, postage_of
from tests.records.ways.post.letters.post import numbers, planned, sealed_envelope, set_and_batched

pytestmark = pytest.mark.database
RATES = read_postage("[post.court_post]\nup_to_g = [100, 2000]\nyuan = [20.5, 26]")


def test_the_postage_of_a_batch_is_the_sum_of_its_letters_and_says_what_is_not_known(settings) -> None:  # type: ignore[no-untyped-def]
    sealed = sealed_envelope()
    numbers(sealed.case.court)
    planned(sealed)
    set_and_batched(sealed.case.court)
    (letter,) = Letter.objects.filter(state="ready")
    assert postage_of([letter]) is None

    settings.POSTAGE, settings.CARRIER_URLS = RATES, {}
    assert postage_of([letter]) == Postage(1, 2050, 0)
    assert postage_of([]) == Postage(0, 0, 0)
    letter.pages = 60
    assert postage_of([letter, letter]) == Postage(2, 5200, 0)
    letter.product = "registered"
    assert postage_of([letter]) == Postage(1, 0, 1)
