"""`songda rules`: the rules that are law on a day, one by one, each with its article, its days and its mark.

It also says where the statutes' own words hold a word and which somebody has to check anew (--watch).
"""

import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import NoReturn

import click

from songda.clock import now
from songda.core.language import COURT_LANGUAGE
from songda.core.law import jurisdictions, profile_of
from songda.core.law.facts import Branch, Channel, PaperKind, Procedure
from songda.core.law.rulebook import Change, Rule, Rulebook, find_in_texts, rulebook
from songda.core.law.rulebook.article_page import FoundText
from songda.core.law.rulebook.wording_of_law import FRESH_FOR, CitedText, WatchedText, cited_text, watched
from songda.core.words import Value, languages, say

LANGUAGES = click.Choice(languages())


def _words(kind: type[Branch] | type[Procedure] | type[PaperKind] | type[Channel]) -> click.Choice[str]:
    return click.Choice([word.value for word in kind])


@click.command("rules")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="The day; default: today, where the law is.")
@click.option("--jurisdiction", type=click.Choice(jurisdictions()), default="cn", show_default=True)
@click.option("--branch", type=_words(Branch), help="Only rules that may matter in such a case.")
@click.option("--procedure", type=_words(Procedure), help="Only rules that may matter in this procedure.")
@click.option("--paper", type=_words(PaperKind), help="Only rules that may matter for such a paper.")
@click.option("--channel", type=_words(Channel), help="Only rules that may matter for this way of service.")
@click.option("--search", "words", default="", help="Only rules that hold these words, and where statutes hold them.")
@click.option("--watch", is_flag=True, help="Name texts not checked for 90 days, or changed; exit 1 for any.")
@click.option("--language", "-l", type=LANGUAGES, default="zh", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def rules(  # noqa: PLR0913, PLR0917 - one for each option
    day: datetime | None,
    jurisdiction: str,
    language: str,
    as_json: bool,
    words: str,
    watch: bool,
    **wishes: str | None,
) -> None:
    """List the rules that are law on a day: what each says, where it stands, since when, and how well it is founded."""
    on = day.date() if day else profile_of(jurisdiction).day_of(now())
    if watch:
        watch_texts(jurisdiction, on, language)
    book = rulebook(jurisdiction, on, language).narrowed({key: word for key, word in wishes.items() if word}, words)
    found = find_in_texts(profile_of(jurisdiction), words, on, language) if words else ()
    if as_json:
        click.echo(json.dumps(_json(book, found), ensure_ascii=False, indent=2))
        return
    click.echo("\n".join(_lines(book, language)))
    print_texts(found, language)
    warn_of_changed_texts(jurisdiction, on, language)


def _json(book: Rulebook, found: tuple[FoundText, ...]) -> dict[str, object]:
    return {
        "jurisdiction": book.jurisdiction,
        "version": book.version,
        "on": book.day.isoformat(),
        "chapters": [
            {"id": c.id, "title": c.title, "question": c.question, "rules": [_rule(rule) for rule in c.rules]}
            for c in book.chapters
        ],
        "off": [_rule(rule) for rule in book.off],
        "changes": [_change(change) for change in book.changes],
        "in_texts": [{"id": each.text.rule, "cite": each.text.cite, "line": each.line} for each in found],
    }


def _rule(rule: Rule) -> dict[str, object]:
    return {
        "id": rule.id,
        "kind": rule.kind,
        "says": rule.sentence,
        "cite": rule.cite,
        "conditions": list(rule.conditions),
        "particulars": [{"label": label, "words": words} for label, words in rule.particulars],
        "since": _day(rule.since),
        "until": _day(rule.until),
        "standing": rule.standing.value,
        "standing_means": rule.standing_means,
        **({"allowed_by": rule.allowed_by} if rule.allowed_by else {}),
        "sha256": text.article.sha256 if (text := _text(rule)) else None,
    }


def _text(rule: Rule) -> CitedText | None:
    return cited_text(rule.id, profile_of(rule.id.partition(".")[0]), COURT_LANGUAGE)


def _change(change: Change) -> dict[str, object]:
    return {
        "on": change.day.isoformat(),
        "began": [{"id": rule.id, "says": rule.sentence} for rule in change.began],
        "ended": [{"id": rule.id, "says": rule.sentence} for rule in change.ended],
        "moved": [{"from": old.id, "to": new.id, "says": new.sentence} for old, new in change.carried_on],
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _lines(book: Rulebook, language: str) -> Iterator[str]:
    named: dict[str, Value] = {
        "place": book.jurisdiction,
        "day": book.day.isoformat(),
        "count": book.count,
        "version": book.version,
    }
    yield say("command_line.rules.head", language, **named)
    for chapter in book.chapters:
        yield f"\n{chapter.title}"
        yield f"  {chapter.question} {chapter.reading}"
        for rule in chapter.rules:
            yield from _lines_of(rule, language)
    if book.off:
        yield "\n" + say("command_line.rules.off", language)
        for rule in book.off:
            yield from _lines_of(rule, language)
    yield "\n" + say("command_line.rules.changes", language)
    for change in book.changes:
        counts = {"began": len(change.began), "ended": len(change.ended), "moved": len(change.carried_on)}
        yield "  " + say("command_line.rules.change", language, day=change.day.isoformat(), **counts)


def _lines_of(rule: Rule, language: str) -> Iterator[str]:
    yield f"\n  {rule.sentence}"
    for line in (*rule.conditions, *(f"{label} = {words}" for label, words in rule.particulars)):
        yield f"    · {line}"
    sentence = "command_line.rules.until" if rule.until else "command_line.rules.since"
    days = say(sentence, language, since=str(rule.since), until=str(rule.until))
    yield f"    {rule.cite} [{rule.id}] · {days} · {rule.standing_name}"


def print_texts(found: Iterable[FoundText], language: str) -> None:
    """Print each article that holds the words, with the line."""
    for nth, each in enumerate(found):
        if not nth:
            click.echo("\n" + say("command_line.rules.in_texts", language))
        click.echo(f"\n  {each.text.cite} [{each.text.rule}]\n    {each.line}")


def watch_texts(jurisdiction: str, day: date, language: str) -> NoReturn:
    """Print the texts that somebody has to look at; exit 1 where there is one."""
    found = watched(profile_of(jurisdiction), day, language)
    for each in found:
        click.echo(_text_sentence(each, day, language))
    if not found:
        click.echo(say("command_line.rules.all_fresh", language, days=FRESH_FOR.days))
    raise SystemExit(1 if found else 0)


def warn_of_changed_texts(jurisdiction: str, day: date, language: str) -> None:
    """Say on standard error which texts are not those that the rows were read against."""
    for each in watched(profile_of(jurisdiction), day, language):
        if each.changed:
            click.echo(_text_sentence(each, day, language), err=True)


def _text_sentence(each: WatchedText, day: date, language: str) -> str:
    if each.changed:
        articles = ", ".join(each.changed)
        return say("command_line.rules.text_changed", language, name=each.name, articles=articles)
    if each.checked_on is None:
        return say("command_line.rules.no_text", language, name=each.name)
    days = (day - each.checked_on).days
    return say("command_line.rules.text_old", language, name=each.name, day=str(each.checked_on), days=days)
