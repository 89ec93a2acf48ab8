"""Which law the court's findings rest on, and the words of every version under which something was decided.

Rules and sentences are corrected from time to time. What was decided under an earlier version is told in that version's
words until it is decided anew: they are kept, once a version, when the first finding is written under it.
"""

from datetime import datetime
from functools import lru_cache

from django.conf import settings
from django.db import models, transaction

from songda.core.law import profile_of
from songda.core.law.decision import Wording
from songda.core.law.profile.wording import to_kept, to_wording

_known: set[str] = set()  # versions that this process has seen in the table
JURISDICTION = "cn"


def law_version() -> str:
    """The version that every answer given now rests on."""
    return profile_of(JURISDICTION).version


def other_laws() -> tuple[str, ...]:
    """Whose rules the pages of rules show beside those on which the court's findings rest."""
    return tuple(settings.OTHER_RULES)


class LawVersion(models.Model):
    """One version of the rules, and the words in which it is told; never changed."""

    version = models.CharField(max_length=16, primary_key=True)
    words = models.JSONField()  # sentences by code, names of stored words, sources, in every language
    first_used_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.version


def keep_words(now: datetime) -> None:
    """Inside the caller's transaction: see to it that the words of the present version are kept."""
    profile = profile_of(JURISDICTION)
    if profile.version in _known:
        return
    if not LawVersion.objects.filter(version=profile.version).exists():
        row = LawVersion(version=profile.version, words=to_kept(profile.wording), first_used_at=now)
        LawVersion.objects.bulk_create([row], ignore_conflicts=True)
    transaction.on_commit(lambda: _known.add(profile.version))


def words_of(version: str) -> Wording:
    """The words of that version of the law; LawVersion.DoesNotExist where nothing was decided under it."""
    profile = profile_of(JURISDICTION)
    return profile.wording if version == profile.version else _words(version)


def forget() -> None:
    """Look into the table again."""
    _known.clear()
    _words.cache_clear()


@lru_cache(maxsize=32)
def _words(version: str) -> Wording:
    return to_wording(LawVersion.objects.get(version=version).words)
