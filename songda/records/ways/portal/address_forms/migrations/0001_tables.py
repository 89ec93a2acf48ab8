"""The tables of address_forms as the first release made them; they stay so: later changes are added."""

import django.db.models.deletion
import songda.clock
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('parties', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='SignedForm',
            fields=[
                ('id', models.UUIDField(default=songda.clock.new_id, editable=False, primary_key=True, serialize=False)),
                ('way', models.CharField(max_length=10)),
                ('signed_at', models.DateTimeField()),
                ('wants_secrecy', models.BooleanField(default=False)),
                ('says_sealed', models.BinaryField()),
                ('sha256', models.BinaryField(max_length=32)),
                ('size', models.PositiveIntegerField()),
                ('pages', models.PositiveIntegerField()),
                ('wrapped_key', models.BinaryField()),
                ('recorded_at', models.DateTimeField()),
                ('recorded_by', models.CharField(max_length=60)),
                ('consent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.consent')),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signed_forms', to='parties.party')),
                ('refusal', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.refusal')),
                ('signer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.party')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('way__in', ['paper', 'portal'])), name='signed_form_way_known'), models.UniqueConstraint(fields=('party', 'sha256'), name='signed_form_once'), models.CheckConstraint(condition=models.Q(('signed_at__lte', models.F('recorded_at'))), name='signed_form_not_from_the_future')],
            },
        ),
    ]
