"""A withdrawal of consent waits for the judge; a refusal that came with a rejected one is set aside."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('parties', '0001_tables'),
    ]

    operations = [
        migrations.AddField(
            model_name='consent',
            name='withdrawal',
            field=models.CharField(db_default='', default='', max_length=10),
        ),
        migrations.AddField(
            model_name='refusal',
            name='is_set_aside',
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
