"""The ledger of what payers send back, routed denials, signed appeals, and the memory."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Add the tables and columns."""

    dependencies = [
        ('desk', '0003_worklist_indexes'),
    ]

    operations = [
        migrations.CreateModel(
            name='LedgerRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=240)),
                ('payment', models.CharField(blank=True, max_length=160)),
                ('claim', models.CharField(blank=True, max_length=38)),
                ('line', models.CharField(blank=True, max_length=60)),
                ('account', models.CharField(max_length=24)),
                ('kind', models.CharField(max_length=24)),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14)),
                ('group', models.CharField(blank=True, max_length=4)),
                ('reason', models.CharField(blank=True, max_length=80)),
                ('day', models.DateField(null=True)),
            ],
            options={
                'ordering': ('id',),
            },
        ),
        migrations.CreateModel(
            name='OutcomeRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('service', models.CharField(max_length=80)),
                ('code', models.CharField(max_length=5)),
                ('payer', models.CharField(max_length=80)),
                ('comparator', models.CharField(blank=True, max_length=5)),
                ('month', models.CharField(max_length=7)),
                ('asked', models.DecimalField(decimal_places=2, max_digits=12)),
                ('allowed', models.DecimalField(decimal_places=2, max_digits=12, null=True)),
                ('paid', models.DecimalField(decimal_places=2, max_digits=12, null=True)),
                ('days', models.PositiveIntegerField(null=True)),
                ('denial', models.CharField(blank=True, max_length=10)),
                ('denial_class', models.CharField(blank=True, max_length=40)),
                ('level', models.CharField(default='first', max_length=20)),
                ('recorded_on', models.DateField()),
            ],
            options={
                'ordering': ('service', 'payer', 'id'),
            },
        ),
        migrations.CreateModel(
            name='PaymentRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=160)),
                ('payer', models.CharField(blank=True, max_length=80)),
                ('trace', models.CharField(max_length=80)),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14)),
                ('paid_on', models.DateField(null=True)),
                ('digest', models.CharField(blank=True, max_length=64)),
                ('file', models.CharField(max_length=64)),
                ('claims', models.PositiveIntegerField(default=0)),
            ],
            options={
                'ordering': ('id',),
            },
        ),
        migrations.CreateModel(
            name='ReturnFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sha256', models.CharField(max_length=64)),
                ('result', models.JSONField(default=dict)),
                ('posted_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'ordering': ('id',),
            },
        ),
        migrations.CreateModel(
            name='SentClaim',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('control_number', models.CharField(max_length=38)),
                ('root', models.CharField(max_length=38)),
                ('body', models.JSONField(default=dict)),
                ('payer_number', models.CharField(blank=True, max_length=80)),
                ('status', models.CharField(default='sent', max_length=20)),
                ('sent_on', models.DateField()),
                ('answered_on', models.DateField(null=True)),
                ('file', models.CharField(blank=True, max_length=40)),
                ('interchange', models.CharField(blank=True, max_length=20)),
            ],
            options={
                'ordering': ('id',),
            },
        ),
        migrations.CreateModel(
            name='Unmatched',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=240)),
                ('payment', models.CharField(max_length=160)),
                ('place', models.CharField(max_length=40)),
                ('reason', models.CharField(max_length=40)),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14)),
                ('candidates', models.JSONField(default=list)),
                ('file', models.CharField(max_length=64)),
                ('queued_at', models.DateTimeField(auto_now_add=True)),
                ('settled_at', models.DateTimeField(null=True)),
                ('settled_how', models.CharField(blank=True, max_length=400)),
            ],
            options={
                'ordering': ('id',),
            },
        ),
        migrations.RemoveConstraint(
            model_name='remittance',
            name='one_remittance_per_file',
        ),
        migrations.AddField(
            model_name='appeal',
            name='sha256',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name='appeal',
            name='signed_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='appeal',
            name='signed_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='desk.membership'),
        ),
        migrations.AddField(
            model_name='appeal',
            name='signed_name',
            field=models.CharField(blank=True, max_length=160),
        ),
        migrations.AddField(
            model_name='denial',
            name='action',
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name='denial',
            name='amount',
            field=models.DecimalField(decimal_places=2, max_digits=12, null=True),
        ),
        migrations.AddField(
            model_name='denial',
            name='denial_class',
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name='denial',
            name='group_code',
            field=models.CharField(blank=True, max_length=4),
        ),
        migrations.AddField(
            model_name='denial',
            name='open',
            field=models.BooleanField(default=True),
        ),
        migrations.AddField(
            model_name='denial',
            name='route',
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name='remittance',
            name='payer',
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.AddField(
            model_name='remittance',
            name='posting_key',
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name='remittance',
            name='remarks',
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name='remittance',
            name='secondary',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='remittance',
            name='status',
            field=models.CharField(blank=True, max_length=4),
        ),
        migrations.AddField(
            model_name='remittance',
            name='verdict',
            field=models.CharField(blank=True, max_length=24),
        ),
        migrations.AddConstraint(
            model_name='remittance',
            constraint=models.UniqueConstraint(fields=('case', 'source_sha256', 'posting_key'), name='one_remittance_per_file'),
        ),
        migrations.AddField(
            model_name='ledgerrow',
            name='practice',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ledger', to='desk.practice'),
        ),
        migrations.AddField(
            model_name='outcomerow',
            name='case',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='outcome', to='desk.case'),
        ),
        migrations.AddField(
            model_name='outcomerow',
            name='practice',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='outcomes', to='desk.practice'),
        ),
        migrations.AddField(
            model_name='paymentrow',
            name='practice',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='payments', to='desk.practice'),
        ),
        migrations.AddField(
            model_name='returnfile',
            name='posted_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='desk.membership'),
        ),
        migrations.AddField(
            model_name='returnfile',
            name='practice',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='return_files', to='desk.practice'),
        ),
        migrations.AddField(
            model_name='returnfile',
            name='upload',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='desk.upload'),
        ),
        migrations.AddField(
            model_name='sentclaim',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sent_claims', to='desk.case'),
        ),
        migrations.AddField(
            model_name='sentclaim',
            name='practice',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sent_claims', to='desk.practice'),
        ),
        migrations.AddField(
            model_name='unmatched',
            name='practice',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='unmatched', to='desk.practice'),
        ),
        migrations.AddField(
            model_name='unmatched',
            name='settled_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='desk.membership'),
        ),
        migrations.AddIndex(
            model_name='ledgerrow',
            index=models.Index(fields=['practice', 'claim'], name='ledger_claim'),
        ),
        migrations.AddConstraint(
            model_name='ledgerrow',
            constraint=models.UniqueConstraint(fields=('practice', 'key'), name='one_ledger_row'),
        ),
        migrations.AddConstraint(
            model_name='paymentrow',
            constraint=models.UniqueConstraint(fields=('practice', 'key'), name='one_payment'),
        ),
        migrations.AddConstraint(
            model_name='returnfile',
            constraint=models.UniqueConstraint(fields=('practice', 'sha256'), name='one_return_file'),
        ),
        migrations.AddConstraint(
            model_name='sentclaim',
            constraint=models.UniqueConstraint(fields=('practice', 'control_number'), name='one_sent_claim'),
        ),
        migrations.AddConstraint(
            model_name='unmatched',
            constraint=models.UniqueConstraint(fields=('practice', 'key'), name='one_unmatched'),
        ),
        migrations.AddIndex(
            model_name='outcomerow',
            index=models.Index(fields=['practice', 'service', 'id'], name='outcome_service'),
        ),
    ]
