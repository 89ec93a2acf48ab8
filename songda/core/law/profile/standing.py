"""What a row's citation is worth: what the row says of itself, but no better than the text that was read."""

from songda.core.law.citation import Citation, Standing
from songda.core.law.profile.vocabulary import ProfileError, Table, Vocabulary

# What a row may say of itself, by `mark`; `allowed_by` names the article that allows its analogy.
_MARKS = frozenset({Standing.CONFIRMED, Standing.DERIVED, Standing.ANALOGY, Standing.UNSURE})
_ITSELF = "itself"


def citation_of(cite: str, table: Table, words: Vocabulary) -> Citation:
    """The citation of a row, with what it is worth."""
    allowed_by = str(table.get("allowed_by", "")).replace(_ITSELF, cite)
    mark = table.get("mark")
    if mark == Standing.UNSURE and "off" not in table:
        raise ProfileError(f"{cite}: what is unsure says whether it is off")
    if allowed_by and mark != Standing.ANALOGY:
        raise ProfileError(f"{cite}: only an analogy is allowed by an article")
    standing = _standing(cite, table, words)
    if allowed_by:
        allowing = _no_better_than_text(Standing.ANALOGY, allowed_by, words)
        standing = standing if standing is Standing.UNCHECKED else allowing
    ids = [f"{words.jurisdiction}.{each}" for each in (cite, allowed_by) if each]
    return Citation(ids[0], standing, *ids[1:])


def _standing(cite: str, table: Table, words: Vocabulary) -> Standing:
    """What the citation is worth: as the row says; where it says nothing, as the text of the article was read.

    What is no statute has no text that could say so: it is a rule of the house, whatever the row says.
    """
    if cite.partition(".")[0] in words.no_statutes:
        if "mark" in table:
            raise ProfileError(f"{cite}: a rule of the house has no mark")
        return Standing.HOUSE_RULE
    mark = table.get("mark", Standing.CONFIRMED)
    if mark not in _MARKS:
        raise ProfileError(f"{cite}: no row can say of itself that it is {mark}")
    said = Standing(str(mark))
    return said if said is Standing.UNSURE else _no_better_than_text(said, cite, words)


def _no_better_than_text(said: Standing, cite: str, words: Vocabulary) -> Standing:
    """What was read stays so only as long as the words of the article are those that were read."""
    source, _, article = cite.partition(".")
    if source not in words.sources:
        raise ProfileError(f"unknown source in {cite!r}")
    is_read = words.sources[source].is_read and _is_as_read(source, article, words)
    return said if is_read else Standing.UNCHECKED


def _is_as_read(source: str, article: str, words: Vocabulary) -> bool:
    text = words.texts.get(source)
    return text is not None and text.confirms(article)
