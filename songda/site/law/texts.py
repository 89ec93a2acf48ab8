"""What `songda rules` says of the statutes' own words: where they hold a word, and which somebody has to check anew."""

from collections.abc import Iterable
from datetime import date
from typing import NoReturn

import click

from songda.core.law import profile_of
from songda.core.law.rulebook.article_page import FoundText
from songda.core.law.rulebook.wording_of_law import FRESH_FOR, Watched, watched
from songda.core.words import say


def tell_texts(found: Iterable[FoundText], language: str) -> None:
    """Print each article that holds the words, with the line."""
    for nth, each in enumerate(found):
        if not nth:
            click.echo("\n" + say("command_line.rules.in_texts", language))
        click.echo(f"\n  {each.text.cite} [{each.text.rule}]\n    {each.line}")


def watch_texts(jurisdiction: str, day: date, language: str) -> NoReturn:
    """Print the texts that somebody has to look at; exit 1 where there is one."""
    found = watched(profile_of(jurisdiction), day, language)
    for each in found:
        click.echo(_sentence(each, day, language))
    if not found:
        click.echo(say("command_line.rules.all_fresh", language, days=FRESH_FOR.days))
    raise SystemExit(1 if found else 0)


def warn_of_changed_texts(jurisdiction: str, day: date, language: str) -> None:
    """Say on standard error which texts are not those that the rows were read against."""
    for each in watched(profile_of(jurisdiction), day, language):
        if each.changed:
            click.echo(_sentence(each, day, language), err=True)


def _sentence(each: Watched, day: date, language: str) -> str:
    if each.changed:
        articles = ", ".join(each.changed)
        return say("command_line.rules.text_changed", language, name=each.name, articles=articles)
    if each.checked_on is None:
        return say("command_line.rules.no_text", language, name=each.name)
    days = (day - each.checked_on).days
    return say("command_line.rules.text_old", language, name=each.name, day=str(each.checked_on), days=days)
