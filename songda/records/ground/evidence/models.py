"""The tables of the evidence log. Rows are only ever added; triggers refuse everything else."""

from typing import Self

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F
from django.db.models.fields.json import KT

from songda.clock import new_id
from songda.core.evidence.doors import REFUSED_FOR
from songda.core.evidence.readings import READINGS
from songda.records.ground.closed_lists import one_of_words

IS_READING = models.Q(name__in=READINGS)
COURT = KT("data__court")
NEWEST_FIRST = (F("recorded_at").desc(), F("number").desc())


class EventQuerySet(models.QuerySet["Event"]):
    """Events, told from what somebody else put into their table."""

    def on_record(self) -> Self:
        """Those that have a place in the log, or wait for theirs. Whoever reads what happened asks for no others."""
        return self.with_places().filter(models.Q(is_placed=True) | models.Q(waits=True))

    def with_places(self) -> Self:
        """Each with `is_placed` and `waits`; one that is and does neither is a stranger's."""
        placed = models.Exists(Entry.objects.filter(event_id=models.OuterRef("id")))
        waiting = models.Exists(Unsequenced.objects.filter(number=models.OuterRef("number")))
        aside = models.Exists(SetAside.objects.filter(number=models.OuterRef("number")))
        return self.alias(is_aside=aside).annotate(is_placed=placed, waits=waiting & ~models.Q(is_aside=True))


class Event(models.Model):
    """One thing that happened; `leaf` holds the exact bytes that are logged, the columns are for looking up.

    `number` is the order in which events were written, with holes where a transaction was rolled back.
    """

    number = models.BigAutoField(primary_key=True)
    id = models.UUIDField(unique=True, editable=False)
    name = models.CharField(max_length=60)
    stream = models.CharField(max_length=60)
    case_id = models.UUIDField(null=True)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    actor = models.CharField(max_length=80)
    data = models.JSONField()
    commitment = models.BinaryField(max_length=32)
    leaf = models.TextField()
    mark = models.BinaryField(max_length=36)  # of the process that wrote it, see trust.event_keys

    objects = EventQuerySet.as_manager()
    is_placed: bool  # of those that `with_places` gave
    waits: bool

    class Meta:
        indexes = [
            models.Index(fields=["stream", "number"], name="event_of_stream"),
            models.Index(fields=["case_id", "number"], name="event_of_case", condition=models.Q(case_id__isnull=False)),
            # Of a million readings, the newest of a court, of a door, of a kind, of a reader; about a person or a case.
            models.Index(COURT, *NEWEST_FIRST, name="reading_of_court", condition=IS_READING),
            models.Index(COURT, KT("data__door"), *NEWEST_FIRST, name="reading_through", condition=IS_READING),
            models.Index(COURT, F("name"), *NEWEST_FIRST, name="reading_of_kind", condition=IS_READING),
            models.Index(F("actor"), *NEWEST_FIRST, name="reading_by_actor", condition=IS_READING),
            GinIndex(fields=["data"], opclasses=["jsonb_path_ops"], name="reading_about", condition=IS_READING),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.id}"


class EventSecret(models.Model):
    """The erasable part of an event.

    With personal particulars the salt is sealed together with them, so that nobody can try out telephone numbers
    against the commitment; without any, the salt stands open in `salt`.
    """

    event_id = models.UUIDField(primary_key=True)  # no foreign key: both rows come from one statement
    salt = models.BinaryField(max_length=32, null=True)
    sealed = models.BinaryField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="secret_is_open_or_sealed",
                condition=models.Q(salt__isnull=True, sealed__isnull=False)
                | models.Q(salt__isnull=False, sealed__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"secret of {self.event_id}"


class Unsequenced(models.Model):
    """An event that has no place in the tree yet. The database adds them, the sequencer takes them away.

    `transaction`: the one that wrote the event, by which it is seen that a change was told of.
    """

    number = models.BigIntegerField(primary_key=True)
    transaction = models.BigIntegerField(default=0, db_default=0)

    class Meta:
        indexes = [models.Index(fields=["transaction", "number"], name="waits_of_transaction")]

    def __str__(self) -> str:
        return f"event {self.number} waits"


class SetAside(models.Model):
    """An event without a place in the tree, because none of our processes wrote it; it stays to be looked at."""

    number = models.BigIntegerField(primary_key=True)
    event_id = models.UUIDField(null=True)  # null: it was gone before it had a place
    reason = models.CharField(max_length=20)
    at = models.DateTimeField()

    class Meta:
        constraints = [one_of_words("set_aside_reason", "reason", REFUSED_FOR)]

    def __str__(self) -> str:
        return f"event {self.number} set aside: {self.reason}"


class Entry(models.Model):
    """The place of one event in the tree, without holes from 0."""

    index = models.BigIntegerField(primary_key=True)
    event_id = models.UUIDField(unique=True)  # no foreign key: the sequencer reads the event in the same statement
    leaf_hash = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return f"entry {self.index}"


class Tile(models.Model):
    """256 neighbouring hashes of the tree at a level, and the hash above them; only full tiles are kept."""

    pk = models.CompositePrimaryKey("level", "number")
    level = models.SmallIntegerField()
    number = models.BigIntegerField()
    hashes = models.BinaryField(max_length=8192)
    root = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return f"tile {self.level}/{self.number}"


class Checkpoint(models.Model):
    """The signed word of the log about the first `size` events, if its signature holds: see evidence.signed.

    No two that hold have one size, since each is signed with the places of the events before it. A row that somebody
    else wrote may have any size, and must not keep the log from its own.
    """

    number = models.BigAutoField(primary_key=True)
    size = models.BigIntegerField(db_index=True)
    root = models.BinaryField(max_length=32)
    note = models.TextField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"checkpoint {self.size}"


class CheckpointSetAside(models.Model):
    """A row among the checkpoints that the log's key never signed; it stays to be looked at."""

    number = models.BigIntegerField(primary_key=True)
    size = models.BigIntegerField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"checkpoint {self.size} set aside"


class LogEpoch(models.Model):
    """A stretch of the log in one database; a further one begins when the database was put back to an earlier day.

    `size`: so many entries there were when it began. `seen_size` and `seen_note`: the last checkpoint that was known
    outside then; what it covers beyond `size` is lost.
    """

    number = models.IntegerField(primary_key=True)
    database = models.CharField(max_length=60)  # which database, in which cluster, see evidence.epochs
    size = models.BigIntegerField()
    seen_size = models.BigIntegerField(null=True)
    seen_note = models.TextField(blank=True)
    begun_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"epoch {self.number}"


class CheckpointStamp(models.Model):
    """A time-stamp authority's token over a checkpoint's note.

    A second one stands beside a first that does not hold, which stays to be looked at.
    """

    number = models.BigAutoField(primary_key=True)
    size = models.BigIntegerField(db_index=True)
    token = models.BinaryField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"stamp of checkpoint {self.size}"


class Cosignature(models.Model):
    """The word of a witness outside the court that it saw a checkpoint, and none that contradicts it.

    `witness`: its name and the id of its key, as `bar.example+1a2b3c4d`; the log's own second key is named so too.
    """

    pk = models.CompositePrimaryKey("size", "witness")
    size = models.BigIntegerField()
    witness = models.CharField(max_length=280)
    line = models.TextField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.witness} saw checkpoint {self.size}"


class Audit(models.Model):
    """One audit of the log: which entries it read, and what it found; kept like the log itself."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    first = models.BigIntegerField()  # the entries before it were not read again
    size = models.BigIntegerField()
    flaw_count = models.IntegerField()
    flaws = models.JSONField()  # the first of them, see core.evidence.flaws

    class Meta:
        indexes = [models.Index(fields=["-started_at"], name="audit_newest")]

    def __str__(self) -> str:
        return f"audit of entries {self.first} to {self.size}: {self.flaw_count} flaws"
