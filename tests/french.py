"""Half a page of French: a third language, added by its catalogues alone, which no code has ever heard of."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from songda.core.words import catalogue
from tests.records.law_of_the_day import corrected

SHARED = """
[style]
moment = "{at:%d/%m/%Y à %Hh%M}"
day = "{at:%d/%m/%Y}"
cited = "{sentence} (selon {cite})"

[style.cite]
whole = "{source}, {article}"
parts = ["article {number}", ", alinéa {number}", ", point {number}"]

[words.class]
confirmed = "confirmée par le destinataire"

[words.period]
answer = "délai de réponse"

[sentences]
address_class = "L'adresse utilisée a été {class}."
"""
CHINA = """
[sources]
olr = "Règles du contentieux en ligne"

[sentences]
arrived_at_own_address = "Le message est parvenu au système de l'adresse le {at} ; la signification est faite."
"""
WORDS = {
    "language": 'name = "français"\ntag = "fr"\nday = "{on.day}/{on.month}/{on.year}"\n',
    "refusals": 'nothing_chosen = "Rien n\'a été choisi."\n',
}


@contextmanager
def spoken(folder: Path) -> Iterator[str]:
    """French is there: for the law, and for everything else; gives the version of the law."""
    for noun, text in WORDS.items():
        file = folder / "words" / "fr" / f"{noun}.toml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    catalogue.add_folder(folder / "words")
    try:
        with corrected(folder, _add) as version:
            yield version
    finally:
        catalogue.remove_folder(folder / "words")


def _add(rules: Path) -> None:
    (rules.parent / "words.fr.toml").write_text(SHARED, encoding="utf-8")
    (rules / "words.fr.toml").write_text(CHINA, encoding="utf-8")
