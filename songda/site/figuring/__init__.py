"""What `songda figures` answers: one answer for people, for programs and for spreadsheets."""

from songda.site.figuring.answers import Answer, Asked, answers
from songda.site.figuring.printing import as_csv, as_json, as_text

__all__ = ["Answer", "Asked", "answers", "as_csv", "as_json", "as_text"]
