"""Keeps the period that a notice sets, and when a preservation ruling was carried out."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('papers', '0001_tables'),
    ]

    operations = [
        migrations.AddField(
            model_name='paper',
            name='carried_out_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='paper',
            name='stated_days',
            field=models.PositiveSmallIntegerField(null=True),
        ),
    ]
