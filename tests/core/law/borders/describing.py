"""What a reader needs beside a case: the article in both languages, and what the row says."""

from songda.core.law import profile_of
from songda.core.law.profile.rows import Row
from songda.core.law.rulebook.telling import tell

PROFILE = profile_of("cn")
Place = tuple[tuple[int, str], ...]


def source_of(row: Row) -> str:
    """The short name of the statute that the row cites."""
    return row.rule.id.removeprefix("cn.").partition(".")[0]


def title_of(source: str) -> str:
    """The statute in both languages, and its days."""
    known = PROFILE.wording.sources.by_id[source]
    return f"{known.name('zh')} · {known.name('en')}"


def place_of(row: Row) -> Place:
    """The order of the articles within a statute."""
    article = row.rule.id.removeprefix("cn.").partition(".")[2]
    return tuple((int(part), "") if part.isdigit() else (0, part) for part in article.split("."))


def described(kind: str, row: Row) -> list[str]:
    """The article and the rule, as the rules page tells them."""
    zh, en = (tell(kind, row, PROFILE, language) for language in ("zh", "en"))
    where = f" [{'; '.join(en.conditions)}]" if en.conditions else ""
    return [f"> {_article(zh.cite, 'zh')} · {_article(en.cite, 'en')}: {en.sentence}{where}"]


def _article(cite: str, language: str) -> str:
    statute = next(
        source.name(language)
        for source in PROFILE.wording.sources.by_id.values()
        if cite.startswith(source.name(language))
    )
    return cite.removeprefix(statute).lstrip(" ,")
