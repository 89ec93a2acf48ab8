"""The tables of portal_acts as the first release made them; they stay so: later changes are added."""

import django.db.models.deletion
import songda.clock
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('attempts', '0001_tables'),
        ('deeds', '0001_tables'),
        ('orders', '0001_tables'),
        ('parties', '0001_tables'),
        ('staff', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='OneTimeCode',
            fields=[
                ('id', models.UUIDField(default=songda.clock.new_id, editable=False, primary_key=True, serialize=False)),
                ('code_index', models.BinaryField(max_length=16)),
                ('made_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('used_at', models.DateTimeField(null=True)),
                ('attempt', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='attempts.attempt')),
                ('envelope', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='codes', to='orders.envelope')),
            ],
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.UUIDField(default=songda.clock.new_id, editable=False, primary_key=True, serialize=False)),
                ('channel', models.CharField(max_length=16)),
                ('word_index', models.BinaryField(max_length=16, unique=True)),
                ('link_sealed', models.BinaryField(null=True)),
                ('address_class', models.CharField(max_length=10)),
                ('made_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('made_by', models.CharField(max_length=60)),
                ('used_at', models.DateTimeField(null=True)),
                ('outcome', models.CharField(db_default='', default='', max_length=40)),
                ('address', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.address')),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to='parties.party')),
            ],
            options={
                'indexes': [models.Index(fields=['party', '-made_at'], name='invitation_newest')],
                'constraints': [models.CheckConstraint(condition=models.Q(('address_class__in', ['confirmed', 'found', 'provided', 'rejected', 'unknown'])), name='invitation_class_known')],
            },
        ),
        migrations.CreateModel(
            name='Objection',
            fields=[
                ('id', models.UUIDField(default=songda.clock.new_id, editable=False, primary_key=True, serialize=False)),
                ('ground', models.CharField(max_length=24)),
                ('proved_at', models.DateTimeField(null=True)),
                ('words_sealed', models.BinaryField(null=True)),
                ('raised_at', models.DateTimeField()),
                ('ruling', models.CharField(default='pending', max_length=10)),
                ('ruled_at', models.DateTimeField(null=True)),
                ('attempt', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='objections', to='attempts.attempt')),
                ('deed', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='objections', to='deeds.deed')),
                ('envelope', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='objections', to='orders.envelope')),
                ('ruled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('service', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='objections', to='orders.service')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('ruling', 'pending')), fields=['raised_at', 'id'], name='objection_pending')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ground__in', ['no_fault', 'not_own_address', 'not_read_by_recipient', 'other_arrival_date', 'system_error'])), name='objection_ground_known'), models.CheckConstraint(condition=models.Q(('ruling__in', ['accepted', 'pending', 'rejected'])), name='objection_ruling_known'), models.CheckConstraint(condition=models.Q(models.Q(('attempt__isnull', False), ('deed__isnull', True)), models.Q(('attempt__isnull', True), ('deed__isnull', False)), _connector='OR'), name='objection_against_one_try')],
            },
        ),
        migrations.CreateModel(
            name='RecipientAct',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=14)),
                ('at', models.DateTimeField()),
                ('assurance', models.PositiveSmallIntegerField()),
                ('recorded_at', models.DateTimeField()),
                ('service', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='acts', to='orders.service')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['acknowledged', 'acted', 'read'])), name='act_kind_known'), models.UniqueConstraint(fields=('service', 'kind'), name='first_act_of_its_kind')],
            },
        ),
    ]
