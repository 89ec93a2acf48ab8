"""Which processes run just now, of which version: what they do not know must not be taken from them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from songda.core.evidence.doors import Writer
from songda.records.ground.closed_lists import one_of_words


class Process(models.Model):
    """A web server or a worker that runs, or ran until a moment after `seen_at`."""

    name = models.CharField(max_length=64, primary_key=True)  # machine and number there, with a part of chance
    kind = models.CharField(max_length=10)
    version = models.CharField(max_length=64)  # of songda, with the commit
    knows = ArrayField(models.CharField(max_length=120))  # changes of tables after the first, as `app.name`
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [one_of_words("process_kind_known", "kind", Writer)]

    def __str__(self) -> str:
        return f"{self.kind} {self.name}, {self.version}"


class Filling(models.Model):
    """How far the rows are filled that a change of tables left to be filled."""

    name = models.CharField(max_length=120, primary_key=True)  # of the change
    position = models.CharField(max_length=64, blank=True)  # the last key that was looked at
    rows = models.BigIntegerField(default=0)  # that were filled
    done_at = models.DateTimeField(null=True)
    is_closed = models.BooleanField(default=False)  # contracted since: its columns may be gone

    def __str__(self) -> str:
        return self.name
