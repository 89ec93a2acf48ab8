"""Half a page of French: a third language, added by its catalogues alone, which no code has ever heard of."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from songda.core.words import catalogue
from songda.trust.offline.pack import one_file
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
    "language": """
name = "Français"
in_english = "French"
tag = "fr"
comma = ", "
between = " "
between_citations = " ; "
day = "{on.day} {month} {on.year}"
moment = "{day} à {clock}"
long_day = "{weekday} {day}"
[month]
6 = "juin"
[weekday]
4 = "jeudi"
""",
    "certificates": 'title.certificate = "Certificat de notification électronique"\n[label]\ncase_number = "Numéro"\n',
    "deeds": '[outcome]\nsigned = "signé"\nleft = "laissé"\n',
    "events": '[consent]\ngiven = "La partie a consenti à la notification électronique."\n',
    "facts": 'missing = "manque"\n',
    "fields": 'outcome_does_not_fit = "Résultats possibles : {outcomes}."\n',
    "findings": '[event]\nrepeated = "L’événement {event} figure deux fois."\n',
    "identifiers": '[mobile.length]\nwrong = "{count} chiffres."\ncure = "Il en faut onze."\n',
    "papers": '[kind]\nsummons = "citation"\n',
    "pdf": '[refusal]\nempty = "Le fichier est vide."\n',
    "refusals": 'case_closed = "L’affaire est close."\nnothing_chosen = "Rien n’a été choisi."\n',
    "roles": '[role]\ndefendant = "défendeur"\n',
}


@contextmanager
def worded(folder: Path) -> Iterator[None]:
    """French is there for pages, refusals and whatever else has no law in it."""
    for noun, text in WORDS.items():
        file = folder / "words" / "fr" / f"{noun}.toml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    catalogue.add_folder(folder / "words")
    one_file.cache_clear()
    try:
        yield
    finally:
        catalogue.remove_folder(folder / "words")
        one_file.cache_clear()


@contextmanager
def spoken(folder: Path) -> Iterator[str]:
    """French is there for the law as well; gives the version of the law."""
    with worded(folder), corrected(folder, _add) as version:
        yield version


def _add(rules: Path) -> None:
    (rules.parent / "words.fr.toml").write_text(SHARED, encoding="utf-8")
    (rules / "words.fr.toml").write_text(CHINA, encoding="utf-8")
