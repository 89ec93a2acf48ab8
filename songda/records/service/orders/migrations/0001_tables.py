"""The tables of orders as the first release made them; they stay so: later changes are added."""

import django.db.models.deletion
import songda.clock
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('cases', '0001_tables'),
        ('papers', '0001_tables'),
        ('parties', '0001_tables'),
        ('staff', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Order',
            fields=[
                ('id', models.UUIDField(default=songda.clock.new_id, editable=False, primary_key=True, serialize=False)),
                ('placed_at', models.DateTimeField()),
                ('placed_by', models.CharField(max_length=60)),
                ('idempotency_key', models.CharField(max_length=80, null=True)),
                ('request_hash', models.BinaryField(max_length=32)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='orders', to='cases.case')),
                ('court', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='staff.court')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('idempotency_key', None), _negated=True), fields=('court', 'idempotency_key'), name='order_once_per_key')],
            },
        ),
        migrations.CreateModel(
            name='Envelope',
            fields=[
                ('id', models.UUIDField(default=songda.clock.new_id, editable=False, primary_key=True, serialize=False)),
                ('link_index', models.BinaryField(max_length=16, unique=True)),
                ('placed_at', models.DateTimeField()),
                ('held_until', models.DateTimeField(null=True)),
                ('next_step_at', models.DateTimeField(null=True)),
                ('ask_law_at', models.DateTimeField(null=True)),
                ('law_first_asked_at', models.DateTimeField(null=True)),
                ('closed_at', models.DateTimeField(null=True)),
                ('wrong_tries', models.PositiveSmallIntegerField(default=0)),
                ('locked_at', models.DateTimeField(null=True)),
                ('wrong_answers', models.PositiveSmallIntegerField(default=0)),
                ('answers_locked_at', models.DateTimeField(null=True)),
                ('fetched_at', models.DateTimeField(null=True)),
                ('disowned_at', models.DateTimeField(null=True)),
                ('recalled_at', models.DateTimeField(null=True)),
                ('posted_at', models.DateTimeField(null=True)),
                ('has_english_page', models.BooleanField(default=False)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='envelopes', to='cases.case')),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='envelopes', to='parties.party')),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='envelopes', to='orders.order')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('next_step_at', None), _negated=True), fields=['next_step_at'], name='envelope_due'), models.Index(condition=models.Q(('ask_law_at', None), _negated=True), fields=['ask_law_at'], name='envelope_to_ask_law'), models.Index(condition=models.Q(('law_first_asked_at', None), ('recalled_at', None)), fields=['id'], name='envelope_unanswered')],
                'constraints': [models.UniqueConstraint(fields=('order', 'party'), name='one_envelope_per_recipient')],
            },
        ),
        migrations.CreateModel(
            name='Service',
            fields=[
                ('id', models.UUIDField(default=songda.clock.new_id, editable=False, primary_key=True, serialize=False)),
                ('recalled_at', models.DateTimeField(null=True)),
                ('envelope', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='services', to='orders.envelope')),
                ('paper', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='services', to='papers.paper')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('envelope', 'paper'), name='paper_once_per_envelope')],
            },
        ),
    ]
