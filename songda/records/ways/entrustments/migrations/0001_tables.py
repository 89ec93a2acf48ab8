"""The tables of entrustments as the first release made them; they stay so: later changes are added."""

import django.db.models.deletion
import songda.clock
import songda.core.delivery.entrustments
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('deeds', '0001_tables'),
        ('staff', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Entrustment',
            fields=[
                ('id', models.UUIDField(default=songda.clock.new_id, editable=False, primary_key=True, serialize=False)),
                ('hand', models.CharField(max_length=14)),
                ('name_sealed', models.BinaryField(null=True)),
                ('words_sealed', models.BinaryField(null=True)),
                ('sent_at', models.DateTimeField()),
                ('sent_by', models.CharField(max_length=60)),
                ('due_on', models.DateField()),
                ('received_at', models.DateTimeField(null=True)),
                ('received_by', models.CharField(blank=True, max_length=60)),
                ('state', models.CharField(default=songda.core.delivery.entrustments.State['SENT'], max_length=12)),
                ('ended_at', models.DateTimeField(null=True)),
                ('ended_by', models.CharField(blank=True, max_length=60)),
                ('reason_sealed', models.BinaryField(null=True)),
                ('letter_sha256', models.BinaryField(max_length=32)),
                ('letter_key', models.BinaryField()),
                ('court', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='entrusted', to='staff.court')),
                ('deed', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='entrustment', to='deeds.deed')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('ended_at', None)), fields=['court', 'due_on'], name='entrusted_open')],
                'constraints': [models.CheckConstraint(condition=models.Q(('hand__in', ['army', 'court', 'education', 'outside_court', 'prison'])), name='entrustment_hand_known'), models.CheckConstraint(condition=models.Q(('state__in', ['done', 'overtaken', 'refused', 'returned', 'sent', 'taken_back'])), name='entrustment_state_known'), models.CheckConstraint(condition=models.Q(models.Q(('court__isnull', False), ('hand', songda.core.delivery.entrustments.Hand['COURT']), ('name_sealed', None)), models.Q(models.Q(('hand', songda.core.delivery.entrustments.Hand['COURT']), _negated=True), ('court', None), ('name_sealed__isnull', False)), _connector='OR'), name='entrustment_to_somebody'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('state', songda.core.delivery.entrustments.State['SENT'])), models.Q(models.Q(('state', songda.core.delivery.entrustments.State['SENT']), _negated=True), ('ended_at__isnull', False)), _connector='OR'), name='entrustment_ended_or_open')],
            },
        ),
    ]
