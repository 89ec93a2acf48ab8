"""One row for each form that was sent and did something, so that sending it again does nothing."""

from django.db import models


class SentForm(models.Model):
    """A form on one page as it was shown once; kept for a day, and nothing of what was typed can be read in it."""

    key = models.BinaryField(max_length=16, primary_key=True)  # a keyed index of the form's key and its address
    wish = models.BinaryField(max_length=16)  # a keyed index of all that was typed
    leads_to_sealed = models.BinaryField(null=True)  # where its sender was sent on; None: to a page shown only once
    given_sealed = models.BinaryField(null=True)  # what the browser was given beside, which it alone opens
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["at"], name="sent_form_by_age")]

    def __str__(self) -> str:
        return f"sent {self.at:%Y-%m-%d %H:%M}"
