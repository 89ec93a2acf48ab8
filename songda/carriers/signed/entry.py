"""The entry of carriers that speak the signed protocol."""

from songda.carriers.contract import Carrier
from songda.carriers.entry import Entry, in_clear, read_account
from songda.carriers.signed.carrier import SignedCarrier


def _open(url: str) -> Carrier:
    return SignedCarrier(read_account(url, "https://client:secret@carrier.example/path?products=court_post"))


ENTRY = Entry("signed", "SONGDA_CARRIER_URL", _open, gives_proof=True, weaknesses=in_clear)
