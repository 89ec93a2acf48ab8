"""What letters cost to send: by carrier, product and weight, and no table with a gap is taken."""

from decimal import Decimal

import pytest

from songda.core.delivery.letters import Product
from songda.core.delivery.letters.postage import PostageError, read_postage
from tests.rows import all_rows

WHOLE = """
grams_of_envelope = 12.5
[ems.court_post]
up_to_g = [500, 1000, 1500]
yuan = [20, 26.50, 32]
[post.plain]
up_to_g = [700]
yuan = [1.20]
"""


def test_a_letter_costs_what_its_weight_costs_with_its_carrier() -> None:
    rates = read_postage(WHOLE)
    assert (rates.grams(3), rates.grams(97), rates.grams(98)) == (28, 498, 503)
    assert rates.grams_a_sheet == Decimal(5)
    assert [rates.fen("ems", Product.COURT_POST, sheets) for sheets in (3, 97, 98, 250)] == [2000, 2000, 2650, 3200]
    assert rates.fen("post", Product.PLAIN, 3) == 120
    assert rates.fen("ems", Product.REGISTERED, 3) is None
    assert rates.fen("post", Product.COURT_POST, 3) is None


@all_rows(
    ("text", "told"),
    [
        ("[ems.court_post]\nup_to_g = [500]\nyuan = [20]", "ems.court_post: nothing stands for 501 to 1262 g"),
        ("[ems.court_post]\nup_to_g = [500, 400, 2000]\nyuan = [1, 2, 3]", "must rise"),
        ("[ems.court_post]\nup_to_g = [500, 2000]\nyuan = [20]", "same length"),
        ("[ems.court_post]\nup_to_g = []\nyuan = []", "same length"),
        ("[ems.court_post]\nup_to_g = [500, 2000]\nyuan = '20'", "must be lists"),
        ("[ems.court_post]\nup_to_g = '2000'\nyuan = [1, 2, 3, 4]", "must be lists"),
        ("[ems.court_post]\nup_to_g = [2000]\nyuan = [-1]", "amounts from 0"),
        ("[ems.court_post]\nup_to_g = [2000]", "two lists"),
        ("[ems.parcel]\nup_to_g = [2000]\nyuan = [1]", "ems.parcel: there is no such product"),
        ("ems = 3", "ems: write a table"),
        ("grams_a_sheet = 0", "grams_a_sheet: write grams"),
        ("grams_a_sheet = true", "grams_a_sheet: write grams"),
        ("[ems", "no TOML"),
    ],
)
def test_a_table_with_a_gap_or_a_slip_is_refused_with_its_place(text: str, told: str) -> None:
    with pytest.raises(PostageError, match=told):
        read_postage(text)
