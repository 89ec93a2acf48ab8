"""One row for each form that was sent and did something, each file that waits for its form, and each draft."""

from django.db import models

from songda.clock import new_id


class SentForm(models.Model):
    """A form on one page as it was shown once; kept for a day, and nothing of what was typed can be read in it."""

    key = models.BinaryField(max_length=16, primary_key=True)  # a keyed index of the form's key and its address
    typed_hash = models.BinaryField(max_length=16)  # a keyed index of all that was typed
    leads_to_sealed = models.BinaryField(null=True)  # where its sender was sent on; None: to a page shown only once
    given_sealed = models.BinaryField(null=True)  # what the browser was given beside, which it alone opens
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["at"], name="sent_form_by_age")]

    def __str__(self) -> str:
        return f"sent {self.at:%Y-%m-%d %H:%M}"


class SentFile(models.Model):
    """A file that was sent with a form which was not taken yet; kept for an hour, for whoever sent it.

    Whose it is cannot be read here, and its key is sealed once more for them and for this form alone.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    writer = models.BinaryField(max_length=16)  # a keyed index of who sent it
    form = models.BinaryField(max_length=16)  # a keyed index of who sent it and where to
    content = models.BinaryField(max_length=16)  # a keyed index of what it holds, its name and its field
    about_sealed = models.BinaryField()  # its name, and what is known of it so far
    key_sealed = models.BinaryField()
    size = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["at"], name="sent_file_by_age"),
            models.Index(fields=["writer"], name="sent_file_by_writer"),
        ]
        constraints = [models.UniqueConstraint(name="sent_file_once", fields=["form", "content"])]

    def __str__(self) -> str:
        return f"sent {self.at:%Y-%m-%d %H:%M}"


class Draft(models.Model):
    """What somebody typed into the form of one page and did not send; kept for a week, for them alone."""

    mark = models.BinaryField(max_length=16, primary_key=True)  # a keyed index of who typed it, and on which page
    form = models.BinaryField(max_length=16, null=True)  # the key of the form, as SentForm has it once it is sent
    typed_sealed = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["at"], name="draft_by_age")]

    def __str__(self) -> str:
        return f"draft {self.at:%Y-%m-%d %H:%M}"
