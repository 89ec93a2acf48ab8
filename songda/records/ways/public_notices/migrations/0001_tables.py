"""The tables of public_notices as the first release made them; they stay so: later changes are added."""

import django.db.models.deletion
import songda.clock
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('deeds', '0001_tables'),
        ('orders', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='PublicNotice',
            fields=[
                ('id', models.UUIDField(default=songda.clock.new_id, editable=False, primary_key=True, serialize=False)),
                ('token', models.CharField(max_length=32, unique=True)),
                ('says_sealed', models.BinaryField()),
                ('text_sha256', models.BinaryField(max_length=32)),
                ('drafted_at', models.DateTimeField()),
                ('drafted_by', models.CharField(max_length=60)),
                ('published_at', models.DateTimeField(null=True)),
                ('sha256', models.BinaryField(max_length=32, null=True)),
                ('wrapped_key', models.BinaryField(null=True)),
                ('runs_until', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('read_at', models.DateTimeField(null=True)),
                ('down_since', models.DateTimeField(null=True)),
                ('removed_at', models.DateTimeField(null=True)),
                ('look_due_at', models.DateTimeField(null=True)),
                ('watched_until', models.DateField(null=True)),
                ('event_id', models.UUIDField(null=True)),
                ('deed', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='public_notice', to='deeds.deed')),
                ('envelope', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='public_notices', to='orders.envelope')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('look_due_at', None), _negated=True), fields=['look_due_at'], name='notice_look_due'), models.Index(condition=models.Q(('ended_at', None), ('removed_at', None)), fields=['runs_until'], name='notice_running'), models.Index(condition=models.Q(('sha256', None), models.Q(('published_at', None), _negated=True)), fields=['published_at'], name='notice_to_seal')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None), ('removed_at', None)), fields=('envelope',), name='one_notice_at_a_time'), models.CheckConstraint(condition=models.Q(models.Q(('deed', None), ('event_id', None), ('published_at', None), ('sha256', None), ('wrapped_key', None)), models.Q(('deed__isnull', False), ('published_at__isnull', False)), _connector='OR'), name='notice_published_whole'), models.CheckConstraint(condition=models.Q(models.Q(('sha256', None), ('wrapped_key', None)), models.Q(('sha256__isnull', False), ('wrapped_key__isnull', False)), models.Q(('says_sealed', b''), ('sha256__isnull', False)), _connector='OR'), name='notice_sealed_whole')],
            },
        ),
        migrations.CreateModel(
            name='NoticePosting',
            fields=[
                ('id', models.UUIDField(default=songda.clock.new_id, editable=False, primary_key=True, serialize=False)),
                ('board', models.CharField(max_length=16)),
                ('ordered_at', models.DateTimeField()),
                ('ordered_by', models.CharField(max_length=60)),
                ('words_sealed', models.BinaryField(null=True)),
                ('posted_at', models.DateTimeField(null=True)),
                ('photo_key', models.BinaryField(null=True)),
                ('photo_sha256', models.BinaryField(max_length=32, null=True)),
                ('sheet_key', models.BinaryField(null=True)),
                ('sheet_sha256', models.BinaryField(max_length=32, null=True)),
                ('step', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='notice_posting', to='deeds.deedstep')),
                ('notice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='postings', to='public_notices.publicnotice')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('board__in', ['abroad', 'court_board', 'newspaper', 'residence'])), name='posting_board_known'), models.CheckConstraint(condition=models.Q(models.Q(('posted_at', None), ('step', None)), models.Q(('posted_at__isnull', False), ('step__isnull', False)), _connector='OR'), name='posting_proved_whole')],
            },
        ),
        migrations.CreateModel(
            name='NoticePaper',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('service', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='noticed_by', to='orders.service')),
                ('notice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='paper_rows', to='public_notices.publicnotice')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('notice', 'service'), name='noticed_once')],
            },
        ),
        migrations.CreateModel(
            name='NoticeLook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('source', models.CharField(max_length=8)),
                ('looker', models.CharField(max_length=80)),
                ('seen', models.CharField(max_length=8)),
                ('text_sha256', models.BinaryField(max_length=32, null=True)),
                ('signed', models.TextField(blank=True)),
                ('taken_at', models.DateTimeField()),
                ('is_followed', models.BooleanField(db_default=False, default=False)),
                ('mark', models.BinaryField(max_length=16)),
                ('notice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='looks', to='public_notices.publicnotice')),
            ],
            options={
                'indexes': [models.Index(fields=['notice', 'at'], name='look_of_notice'), models.Index(condition=models.Q(('is_followed', False)), fields=['notice'], name='look_to_follow')],
                'constraints': [models.CheckConstraint(condition=models.Q(('source__in', ['inside', 'outside'])), name='look_source_known'), models.CheckConstraint(condition=models.Q(('seen__in', ['absent', 'other', 'silent', 'stood'])), name='look_seen_known'), models.UniqueConstraint(fields=('notice', 'looker', 'at'), name='looked_once')],
            },
        ),
        migrations.CreateModel(
            name='NoticeGap',
            fields=[
                ('id', models.UUIDField(default=songda.clock.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=12)),
                ('since', models.DateTimeField()),
                ('until', models.DateTimeField(null=True)),
                ('found_by', models.CharField(max_length=80)),
                ('weighed_at', models.DateTimeField(null=True)),
                ('weighed_by', models.CharField(blank=True, max_length=60)),
                ('outcome', models.CharField(blank=True, max_length=12)),
                ('reason_sealed', models.BinaryField(null=True)),
                ('notice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='gaps', to='public_notices.publicnotice')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['absent', 'other', 'taken_down'])), name='gap_kind_known'), models.CheckConstraint(condition=models.Q(('outcome__in', ['', 'anew', 'stands'])), name='gap_outcome_known'), models.UniqueConstraint(condition=models.Q(('until', None)), fields=('notice',), name='one_open_gap')],
            },
        ),
        migrations.CreateModel(
            name='NoticeReport',
            fields=[
                ('id', models.UUIDField(default=songda.clock.new_id, editable=False, primary_key=True, serialize=False)),
                ('asked_at', models.DateTimeField()),
                ('asked_by', models.CharField(max_length=60)),
                ('made_at', models.DateTimeField(null=True)),
                ('sha256', models.BinaryField(max_length=32, null=True)),
                ('wrapped_key', models.BinaryField(null=True)),
                ('envelope', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notice_reports', to='orders.envelope')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('sha256', None)), fields=['asked_at'], name='notice_report_to_make')],
            },
        ),
    ]
