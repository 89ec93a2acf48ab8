"""What an inspection of a PDF finds, and the sentence for each finding."""

from dataclasses import dataclass
from functools import cached_property

MEGABYTE = 1024 * 1024

REFUSALS = (
    "empty",
    "too_large",
    "not_a_pdf",
    "foreign_start",
    "two_files",
    "truncated",
    "damaged",
    "encrypted",
    "no_pages",
    "too_many_pages",
    "too_heavy",
    "javascript",
    "launch",
    "submit_form",
    "remote_goto",
    "embedded_file",
    "rich_media",
    "xfa",
    "external_stream",
    "self_opening",
    "prints_otherwise",
)
WARNINGS = ("link", "repaired", "revised", "signed", "form", "layers", "no_text")


@dataclass(frozen=True)
class Limits:
    """How much a paper may ask for: bytes, pages, and what its inspection may cost."""

    size: int = 50 * MEGABYTE
    pages: int = 2000
    unpacked: int = 64 * MEGABYTE  # of one piece that is not a picture
    pixels: int = 400_000_000  # of one picture
    seconds: int = 15
    memory: int = 1024 * MEGABYTE


@dataclass(frozen=True)
class Refusal:
    """One reason why a paper is not accepted (or, among warnings, something to look at)."""

    code: str
    detail: str = ""

    def sentence(self, language: str) -> str:
        """The reason in words and how to mend it."""
        from songda.core.words import say  # late: whoever only opens a file, in a process of its own, needs no words

        table = "refusal" if self.code in REFUSALS else "warning"
        return say(f"pdf.{table}.{self.code}", language, detail=self.detail)


@dataclass(frozen=True)
class Inspection:
    """What is known of a PDF before it is accepted; without refusals it is safe to keep and to show."""

    sha256: bytes
    size: int
    pages: int = 0
    refusals: tuple[Refusal, ...] = ()
    warnings: tuple[Refusal, ...] = ()

    @cached_property
    def is_safe(self) -> bool:
        """Whether nothing stands against this paper."""
        return not self.refusals


class PaperError(Exception):
    """A page cannot be shown or read within its limits; `refusal` says why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.sentence("en"))
        self.refusal = refusal
