"""The conditions of a row in words: a yes or no as a short clause, anything else as a list of what it allows."""

from collections.abc import Sequence

from songda.core.law.profile.conditions import Condition
from songda.core.law.rulebook.terms import Terms


def tell_condition(condition: Condition, terms: Terms) -> str:
    """One condition; UntoldError where a word for it is missing."""
    if condition.subject not in terms.given["subject"]:
        return _flag(condition, terms)
    names = list_words(condition.subject, [str(value) for value in condition.values], terms)
    form = terms.word("form", "wanted" if condition.wanted else "unwanted")
    return form.format(subject=terms.word("subject", condition.subject), values=names)


def list_words(subject: str, values: Sequence[str], terms: Terms) -> str:
    """The words of a subject in the order of their table, a named group under its name."""
    vocabulary = "person" if subject == "to" else subject
    left, names = set(values), []
    for group, name in terms.groups(vocabulary).items():
        if left.issuperset(group):
            names.append(name)
            left -= set(group)
    table = terms.order(vocabulary)
    rest = sorted(left, key=lambda word: (table.index(word) if word in table else len(table), word))
    return terms.joined([*names, *(terms.name(vocabulary, word) for word in rest)])


def _flag(condition: Condition, terms: Terms) -> str:
    """What is wanted to be so, and what is unwanted not to be so, come to the same."""
    is_so = (True in condition.values) is condition.wanted
    return terms.word(f"flag.{condition.subject}", "true" if is_so else "false")
