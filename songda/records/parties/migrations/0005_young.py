"""Marks the people on record whose age matters, by the day of birth in their sealed resident ID."""

from datetime import date

from django.db import migrations

from songda.core.identifiers import IdentifierError, read_resident_id
from songda.records import vault

_YEARS = 20
_CHUNK = 1000


def mark(apps, _editor):
    """Open each number once; only the mark is kept in clear."""
    parties = apps.get_model("parties", "Party").objects
    persons = parties.filter(kind="natural_person", domicile="cn").exclude(number_sealed=None)
    young = [party.id for party in persons.only("id", "number_sealed", "recorded_at").iterator(_CHUNK) if _is(party)]
    for start in range(0, len(young), _CHUNK):
        parties.filter(id__in=young[start : start + _CHUNK]).update(is_young=True)


def _is(party):
    try:
        born = read_resident_id(vault.open_text(f"party.number:{party.id}", party.number_sealed)).birth_date
    except IdentifierError:
        return False
    return date(born.year + _YEARS, born.month, min(born.day, 28)) > party.recorded_at.date()


class Migration(migrations.Migration):
    """Whoever was entered before is marked as whoever is entered from now on."""

    dependencies = [("parties", "0004_capacity")]

    operations = [migrations.RunPython(mark, migrations.RunPython.noop)]
