"""The tables of personal_proofs as the first release made them; they stay so: later changes are added."""

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
            name='PersonalProof',
            fields=[
                ('id', models.UUIDField(default=songda.clock.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=10)),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=60)),
                ('question_sealed', models.BinaryField(null=True)),
                ('answer_index', models.BinaryField(max_length=16, null=True)),
                ('expires_at', models.DateTimeField(null=True)),
                ('used_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='personal_proofs', to='parties.party')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['card', 'code', 'question'])), name='personal_proof_kind_known'), models.CheckConstraint(condition=models.Q(models.Q(('answer_index', None), ('expires_at', None), ('kind', 'card'), ('question_sealed', None), ('used_at', None)), models.Q(('answer_index__isnull', False), ('expires_at__isnull', False), ('kind', 'code'), ('question_sealed', None)), models.Q(('answer_index__isnull', False), ('expires_at', None), ('kind', 'question'), ('question_sealed__isnull', False)), _connector='OR'), name='personal_proof_holds_what_it_needs'), models.UniqueConstraint(condition=models.Q(('answer_index__isnull', False), ('ended_at', None), ('used_at', None)), fields=('party', 'kind'), name='personal_proof_one_answer')],
            },
        ),
    ]
