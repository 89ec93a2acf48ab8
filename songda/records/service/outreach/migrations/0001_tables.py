"""The tables of outreach as the first release made them; they stay so: later changes are added."""

import django.db.models.deletion
import songda.clock
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('staff', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('id', models.UUIDField(default=songda.clock.new_id, editable=False, primary_key=True, serialize=False)),
                ('subject', models.CharField(max_length=10)),
                ('question', models.CharField(max_length=200)),
                ('words', models.TextField(max_length=1000)),
                ('published_at', models.DateTimeField()),
                ('published_by', models.CharField(max_length=60)),
                ('retired_at', models.DateTimeField(null=True)),
                ('court', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='staff.court')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('subject__in', ['agree', 'genuine', 'open', 'other', 'paper', 'period', 'wrong'])), name='answer_subject_known'), models.UniqueConstraint(condition=models.Q(('retired_at', None)), fields=('court', 'question'), name='answer_once')],
            },
        ),
        migrations.CreateModel(
            name='Campaign',
            fields=[
                ('id', models.UUIDField(default=songda.clock.new_id, editable=False, primary_key=True, serialize=False)),
                ('title', models.CharField(max_length=80)),
                ('aim', models.CharField(max_length=12)),
                ('group', models.CharField(max_length=16)),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField()),
                ('place', models.CharField(max_length=120)),
                ('speaker', models.CharField(blank=True, max_length=60)),
                ('reached', models.PositiveIntegerField(null=True)),
                ('counted_how', models.CharField(blank=True, max_length=120)),
                ('recorded_at', models.DateTimeField()),
                ('recorded_by', models.CharField(max_length=60)),
                ('cancelled_at', models.DateTimeField(null=True)),
                ('court', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='campaigns', to='staff.court')),
            ],
            options={
                'indexes': [models.Index(fields=['court', 'starts_on'], name='campaign_by_day')],
                'constraints': [models.CheckConstraint(condition=models.Q(('aim__in', ['address', 'e_service', 'fraud', 'reading', 'rights'])), name='campaign_aim_known'), models.CheckConstraint(condition=models.Q(('group__in', ['companies', 'disabled', 'elderly', 'migrant_workers', 'parties', 'public', 'villagers', 'young'])), name='campaign_group_known'), models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='campaign_ends_after_it_begins'), models.CheckConstraint(condition=models.Q(('reached', None), models.Q(('counted_how', ''), _negated=True), _connector='OR'), name='campaign_says_how_it_counted')],
            },
        ),
        migrations.CreateModel(
            name='Material',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=12)),
                ('topic', models.CharField(max_length=12)),
                ('language', models.CharField(max_length=2)),
                ('copies', models.PositiveIntegerField()),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='materials', to='outreach.campaign')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['large_print', 'leaflet', 'poster', 'read_aloud', 'screen', 'short_text', 'sign', 'talk'])), name='material_kind_known'), models.CheckConstraint(condition=models.Q(('topic__in', ['e_service', 'fraud', 'rights'])), name='material_topic_known'), models.CheckConstraint(condition=models.Q(('language__in', ['en', 'zh'])), name='material_language_known'), models.UniqueConstraint(fields=('campaign', 'kind', 'topic', 'language'), name='material_once')],
            },
        ),
        migrations.CreateModel(
            name='Photo',
            fields=[
                ('id', models.UUIDField(default=songda.clock.new_id, editable=False, primary_key=True, serialize=False)),
                ('shows', models.CharField(max_length=120)),
                ('sha256', models.BinaryField(max_length=32)),
                ('wrapped_key', models.BinaryField()),
                ('recorded_at', models.DateTimeField()),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='photos', to='outreach.campaign')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('campaign', 'sha256'), name='photo_once')],
            },
        ),
        migrations.CreateModel(
            name='Question',
            fields=[
                ('id', models.UUIDField(default=songda.clock.new_id, editable=False, primary_key=True, serialize=False)),
                ('subject', models.CharField(max_length=10)),
                ('door', models.CharField(max_length=8)),
                ('words', models.CharField(max_length=300)),
                ('likeness', models.BinaryField(max_length=16)),
                ('times', models.PositiveIntegerField(default=1)),
                ('asked_at', models.DateTimeField()),
                ('settled_at', models.DateTimeField(null=True)),
                ('answer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='questions', to='outreach.answer')),
                ('court', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='questions', to='staff.court')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('settled_at', None)), fields=['court', 'subject'], name='question_open')],
                'constraints': [models.CheckConstraint(condition=models.Q(('subject__in', ['agree', 'genuine', 'open', 'other', 'paper', 'period', 'wrong'])), name='question_subject_known'), models.CheckConstraint(condition=models.Q(('door__in', ['call', 'counter', 'portal'])), name='question_door_known'), models.UniqueConstraint(condition=models.Q(('settled_at', None)), fields=('court', 'subject', 'likeness'), name='question_open_once')],
            },
        ),
    ]
