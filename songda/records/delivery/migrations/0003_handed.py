"""Room for service by people: a try without an electronic address, the papers it carried, and its steps."""

import django.db.models.deletion
import songda.clock
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('delivery', '0002_determinations'),
        ('orders', '0002_law_version'),
        ('parties', '0002_withdrawals'),
    ]

    operations = [
        migrations.CreateModel(
            name='HandedPaper',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ],
        ),
        migrations.CreateModel(
            name='HandedStep',
            fields=[
                ('id', models.UUIDField(default=songda.clock.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=12)),
                ('at', models.DateTimeField()),
                ('by', models.CharField(blank=True, max_length=20)),
                ('words_sealed', models.BinaryField(null=True)),
                ('scan_key', models.BinaryField(null=True)),
                ('scan_sha256', models.BinaryField(max_length=32, null=True)),
                ('recorded_at', models.DateTimeField()),
                ('recorded_by', models.CharField(max_length=60)),
                ('struck_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.AlterField(
            model_name='attempt',
            name='address',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='attempts', to='parties.address'),
        ),
        migrations.AlterField(
            model_name='attempt',
            name='address_class',
            field=models.CharField(blank=True, max_length=10),
        ),
        migrations.AlterField(
            model_name='attempt',
            name='channel',
            field=models.CharField(max_length=16),
        ),
        migrations.AlterField(
            model_name='attempt',
            name='to_index',
            field=models.BinaryField(default=bytes, max_length=16),
        ),
        migrations.AddConstraint(
            model_name='attempt',
            constraint=models.CheckConstraint(condition=models.Q(('purpose', 'handed'), ('address__isnull', False), _connector='OR'), name='attempt_has_address'),
        ),
        migrations.AddField(
            model_name='handedpaper',
            name='attempt',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='carried', to='delivery.attempt'),
        ),
        migrations.AddField(
            model_name='handedpaper',
            name='service',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='carried_by', to='orders.service'),
        ),
        migrations.AddField(
            model_name='handedstep',
            name='attempt',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='delivery.attempt'),
        ),
        migrations.AddConstraint(
            model_name='handedpaper',
            constraint=models.UniqueConstraint(fields=('attempt', 'service'), name='carried_once'),
        ),
        migrations.AddIndex(
            model_name='handedstep',
            index=models.Index(fields=['attempt', 'at'], name='step_of_attempt'),
        ),
    ]
