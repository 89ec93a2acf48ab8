"""A court's demo seal, a time-stamp authority in the same process, and a certificate to sign."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from songda.core.certificates import write_certificate
from songda.trust.signing import Seal
from songda.trust.timestamps import Stamper, StampUnavailable
from songda.trust.typesetting import certificate_pdf
from songda_demo.sandbox.timestamps import ROOT, Authority, load_or_make
from tests.core.certificates.samples import summons_served

NOW = datetime(2026, 6, 2, 2, 0, 5, tzinfo=UTC)


class NearStamper(Stamper):
    """The real client with the line cut short: the authority is asked without a network."""

    def __init__(self, authority: Authority) -> None:
        super().__init__("http://authority.test/tsa", clock=lambda: self.at)
        self.authority = authority
        self.at = NOW  # by our clock and by the authority's
        self.is_down = False
        self.asked = 0

    def _ask(self, question: bytes) -> bytes:
        self.asked += 1
        if self.is_down:
            raise ConnectionRefusedError("down")
        return self.authority.answer(question, self.at)


@dataclass(frozen=True)
class Stage:
    """Everything that signing needs."""

    seal: Seal
    stamper: NearStamper
    roots: tuple[bytes, bytes]
    pdf: bytes


def set_up(folder: Path) -> Stage:
    """Makes keys in the folder and one unsigned certificate."""
    seal = Seal.create_demo(folder, NOW)
    authority = Authority(load_or_make(folder, NOW))
    roots = ((folder / "seal-root.pem").read_bytes(), (folder / ROOT).read_bytes())
    return Stage(seal, NearStamper(authority), roots, certificate_pdf(write_certificate(summons_served())))


__all__ = ["NOW", "NearStamper", "Stage", "StampUnavailable", "set_up"]
