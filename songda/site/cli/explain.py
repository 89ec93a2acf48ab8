"""`songda explain`: says whether, when and why a service took effect, from facts in a file.

With --many it answers a file of facts, one a line; it may be stopped at any moment and gone on with.
"""

import gc
import json
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO, NoReturn

import click

from songda.core.language import COURT_LANGUAGE
from songda.core.law import Facts, FactsError, decide, profile_of, read_facts, read_json, trace
from songda.core.law.batch import Batch
from songda.core.law.facts import words
from songda.core.law.facts.fields import LARGEST
from songda.core.law.facts.shape import Member, key_at, keys_of_facts
from songda.core.law.idle import idle_facts
from songda.core.law.next_fact import next_fact
from songda.core.law.rulebook.rule_words import terms_of
from songda.core.law.rulebook.wording_of_law import cited_text
from songda.core.words import FALLBACK, languages, say

_SUBJECT_OF: dict[type[StrEnum], str] = {
    words.Branch: "branch",
    words.Procedure: "procedure",
    words.Stage: "stage",
    words.RetrialOf: "retrial_of",
    words.PaperKind: "paper",
    words.RecipientKind: "recipient",
    words.Role: "role",
    words.Withholding: "withholds",
    words.AddressSource: "source",
    words.PersonStatus: "status_of_person",
    words.ConsentGround: "consent",
    words.Person: "person",
    words.Channel: "channel",
    words.AddressClass: "class",
    words.EventKind: "event",
    words.Leaving: "leaving",
    words.ReturnCause: "cause",
    words.Posting: "posting",
    words.RebuttalGround: "rebuttal",
    words.Ruling: "ruling",
    words.RuledOutGround: "ruled_out",
}
EVERY = 100_000  # lines after which it is told how far it has come
_PIECE = 1 << 20


@click.command("explain")
@click.argument("facts", type=click.Path(path_type=Path, allow_dash=True), required=False)
@click.option(
    "--language", "-l", type=click.Choice(languages()), default=COURT_LANGUAGE, help="Language of the reasons."
)
@click.option(
    "--trace",
    "with_trace",
    is_flag=True,
    help="Also list every rule tried, and the words of those that held, on standard error.",
)
@click.option("--next", "with_next", is_flag=True, help="Also say which one missing fact would decide most.")
@click.option("--idle", "with_idle", is_flag=True, help="Also name the told facts on which nothing hangs.")
@click.option("--many", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="Facts, one JSON a line.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="With --many: the file of answers.")
@click.option("--resume", is_flag=True, help="With --out: go on where its answers end.")
@click.option("--words", "with_words", is_flag=True, help="List every key and fixed word of the facts by its name.")
@click.option("--compact", is_flag=True, help="One line of JSON.")
def explain(  # noqa: PLR0913, PLR0917 - one for each option
    facts: Path | None,
    language: str,
    with_trace: bool,
    with_next: bool,
    with_idle: bool,
    many: Path | None,
    out: Path | None,
    resume: bool,
    with_words: bool,
    compact: bool,
) -> None:
    """Say whether, when and why service took effect.

    FACTS is a JSON file as in docs/howto/explain-a-service.md, or - for standard input. Prints one JSON decision.
    With --many each line of a file is answered by a line of JSON, for each bad line with its place and reason.
    Facts that are unknown, impossible or contradictory: exit code 2, with the place and the reason.
    """
    asked_of_one = with_trace or with_next or with_idle
    if with_words:
        _refuse_use_if(bool(facts or many or out or resume or asked_of_one), "words_alone", language)
        click.echo(json.dumps(words_with_names(language), ensure_ascii=False, indent=None if compact else 2))
        return
    are_told_twice_or_never = (facts is None) is (many is None)
    _refuse_use_if(are_told_twice_or_never or (resume and not out) or bool(out and not many), "facts_or_many", language)
    _refuse_use_if(bool(many and asked_of_one), "one_file", language)
    if facts is None:
        raise SystemExit(answer_many(many, out, language, go_on=resume) if many else 2)
    question = _read(facts, language)
    if with_trace:
        _print_trace(question, language)
    answer = _answer(question, language)
    if with_idle:
        answer["idle"] = list(idle_facts(question))
    if with_next:
        found = next_fact(question)
        answer["next"] = found.to_json(language) if found else None
    click.echo(json.dumps(answer, ensure_ascii=False, indent=None if compact else 2))


def words_with_names(language: str) -> dict[str, dict[str, object]]:
    """Every key of the facts by its place: its name, whether it must be told, its form, and its fixed words."""
    return {place: _described(key, language) for place, key in keys_of_facts().items()}


def _described(key: Member, language: str) -> dict[str, object]:
    told: dict[str, object] = {"name": say(key.named, language), "needed": key.is_needed, "form": key.form}
    if key.kind in _SUBJECT_OF:
        terms, subject = terms_of(profile_of("cn"), language), _SUBJECT_OF[key.kind]
        told["words"] = {word.value: terms.name(subject, word.value) for word in key.kind}
    return told


def in_both(sentence: str, language: str) -> str:
    """What is wrong, in the language asked for and in English beside it."""
    return " / ".join(dict.fromkeys(say(sentence, each) for each in (language, FALLBACK)))


def _read(path: Path, language: str) -> Facts:
    try:
        return read_facts(read_json(_bytes(path)))
    except OSError as error:
        _refuse(f"{path}: {error.strerror}")
    except FactsError as error:
        _refuse_facts(error, language)


def _bytes(path: Path) -> bytes:
    """No more of it than is needed to see that it is too long."""
    if str(path) == "-":
        return sys.stdin.buffer.read(LARGEST + 1)
    with path.open("rb") as file:
        return file.read(LARGEST + 1)


def _answer(facts: Facts, language: str) -> dict[str, object]:
    try:
        return decide(facts).to_json(language)
    except FactsError as error:
        _refuse_facts(error, language)


def _print_trace(facts: Facts, language: str) -> None:
    profile = profile_of(facts.jurisdiction)
    wording, lines = profile.wording, trace(facts)
    for line in lines:
        mark = "+" if line.matched else "-"
        why = wording.sentence(line.why, language)
        click.echo(f"{mark} {line.attempt or '*'} {line.kind} {line.rule.id} {line.rule.standing}: {why}", err=True)
    for rule in dict.fromkeys(line.rule.id for line in lines if line.matched):
        text = cited_text(rule, profile, language)
        if text is not None:
            click.echo("\n".join([f"\n{text.cite} [{rule}]", *(f"  {words}" for words in text.cited)]), err=True)


def _refuse_facts(error: FactsError, language: str) -> NoReturn:
    """What is wrong, and all that is missing besides; in Chinese with the English beside it."""
    _refuse("\n".join(_complaint(each, language) for each in (error, *error.others)))


def _complaint(error: FactsError, language: str) -> str:
    key = key_at(error.path)
    said = dict.fromkeys(_said(error, key, each) for each in (language, FALLBACK))
    return f"{error.path}: {' / '.join(said)}"


def _said(error: FactsError, key: Member | None, language: str) -> str:
    reason = error.reason.sentence(language)
    if key is None:
        return reason
    form = json.dumps(key.form, ensure_ascii=False)
    return say("fact_keys.form", language, reason=reason, name=say(key.named, language), form=form)


def _refuse_use_if(is_wrong: bool, sentence: str, language: str) -> None:
    if is_wrong:
        raise click.UsageError(in_both(f"command_line.explain.{sentence}", language))


def _refuse(complaint: str) -> NoReturn:
    click.echo(complaint, err=True)
    raise SystemExit(2)


def answer_many(source: Path, out: Path | None, language: str, *, go_on: bool) -> int:
    """Answer every line; the exit code: 2 where one of them could not be used. Answers that are there stay untouched.

    For each line there is one line of answer, so that how far a stopped file of answers reaches tells where to go on.
    """
    if out is not None and not go_on and out.exists():
        raise click.ClickException(say("command_line.explain.out_exists", language, path=str(out)))
    batch, wrong = Batch(language), 0
    with source.open("rb") as given, _target(out, go_on=go_on) as target, _uncollected():
        done = _kept_lines(target) if go_on and out else 0
        for number, line in enumerate(_lines_in(given), 1):
            if number <= done:
                continue
            answered = batch.answer_bytes(line)
            target.write(answered.line.encode("utf-8", "backslashreplace") + b"\n")
            if answered.wrong:
                wrong += 1
                click.echo(f"{source}:{number}: {answered.wrong}", err=True)
            if number % EVERY == 0:
                click.echo(f"{number:,} …", err=True)
    return 2 if wrong else 0


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the search for circles: no answer leaves one behind, and it took a tenth of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _target(out: Path | None, *, go_on: bool) -> AbstractContextManager[BinaryIO]:
    if out is None:
        return nullcontext(sys.stdout.buffer)
    return out.open("r+b" if go_on and out.exists() else "wb")


def _kept_lines(target: BinaryIO) -> int:
    """How many whole lines of answers there are; a last one that was cut off is taken away."""
    lines, whole, position = 0, 0, 0
    while piece := target.read(_PIECE):
        lines += piece.count(b"\n")
        last = piece.rfind(b"\n")
        whole = position + last + 1 if last >= 0 else whole
        position += len(piece)
    target.seek(whole)
    target.truncate()
    return lines


def _lines_in(given: BinaryIO) -> Iterator[bytes]:
    """The lines; of one that is longer than facts may be no more is held than shows it."""
    while line := given.readline(LARGEST + 2):
        rest = line
        while rest and not rest.endswith(b"\n"):
            rest = given.readline(LARGEST)
        yield line.rstrip(b"\r\n")
