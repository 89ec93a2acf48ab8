"""The field for words that a recipient types: what cannot be seen is left out, at every form alike."""

from typing import Any

from django import forms

from songda.core.identifiers.typed import one_line, visible


class Words(forms.CharField):
    """Words as they are seen, in one line, or in several where the box has several."""

    def to_python(self, value: Any) -> Any:
        """A NUL is left for Django to refuse: it is no slip of pasting."""
        typed = super().to_python(value)
        if not isinstance(typed, str) or "\0" in typed:
            return typed
        return visible(typed) if isinstance(self.widget, forms.Textarea) else one_line(typed)
