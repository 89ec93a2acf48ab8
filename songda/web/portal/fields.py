"""What every form of the portal does alike: words as they are seen, numbers as they are typed, tries that are left."""

from typing import Any

from django import forms
from django.utils.translation import ngettext

from songda.core.identifiers.typed import one_line, visible
from songda.web.portal.visit import language

NUMBER_INPUT_ATTRS: dict[str, Any] = {"autocapitalize": "characters", "spellcheck": "false", "autocorrect": "off"}


class Words(forms.CharField):
    """Words as they are seen, in one line, or in several where the box has several."""

    def to_python(self, value: Any) -> Any:
        """A NUL is left for Django to refuse: it is no slip of pasting."""
        typed = super().to_python(value)
        if not isinstance(typed, str) or "\0" in typed:
            return typed
        return visible(typed) if isinstance(self.widget, forms.Textarea) else one_line(typed)


def with_tries_left(sentence: str, left: int) -> str:
    """The sentence, and how often they may still try."""
    tries_left_sentence = ngettext("You can try once more.", "You can try %(left)d more times.", left) % {"left": left}
    return f"{sentence}{' ' if language() == 'en' else ''}{tries_left_sentence}"
