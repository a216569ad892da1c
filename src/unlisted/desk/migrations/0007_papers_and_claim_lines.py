"""Files made of packets and appeals, lines of remittances, and whose unmatched money is."""

import django.db.models.deletion
import unlisted.desk.models.sealed
from django.db import migrations, models


class Migration(migrations.Migration):
    """Add the tables and columns."""

    dependencies = [
        ('desk', '0006_api_token_minute'),
    ]

    operations = [
        migrations.AddField(
            model_name='denial',
            name='line',
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name='denial',
            name='code',
            field=models.CharField(blank=True, max_length=10),
        ),
        migrations.AddField(
            model_name='unmatched',
            name='assigned_claim',
            field=models.CharField(blank=True, max_length=38),
        ),
        migrations.AddField(
            model_name='unmatched',
            name='assigned_line',
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name='unmatched',
            name='assigned_times',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='unmatched',
            name='details',
            field=unlisted.desk.models.sealed.SealedField(blank=True, default=b''),
        ),
        migrations.CreateModel(
            name='RemittanceLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('control_number', models.CharField(max_length=40)),
                ('code', models.CharField(max_length=10)),
                ('charge_amount', models.DecimalField(decimal_places=2, max_digits=12)),
                ('allowed_amount', models.DecimalField(decimal_places=2, max_digits=12)),
                ('paid_amount', models.DecimalField(decimal_places=2, max_digits=12)),
                ('adjustments', models.JSONField(default=list)),
                ('reason', models.CharField(blank=True, max_length=80)),
                ('remarks', models.JSONField(default=list)),
                ('remittance', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='desk.remittance')),
            ],
            options={
                'ordering': ('id',),
            },
        ),
        migrations.CreateModel(
            name='PaperFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120)),
                ('stored', models.CharField(max_length=64, unique=True)),
                ('size', models.PositiveBigIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('signed', models.BooleanField()),
                ('content_sha256', models.CharField(max_length=64)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('appeal', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='files', to='desk.appeal')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='papers', to='desk.case')),
                ('job', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='desk.job')),
                ('packet', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='files', to='desk.packet')),
            ],
            options={
                'ordering': ('id',),
                'indexes': [models.Index(fields=['packet', 'signed', 'id'], name='paper_packet'), models.Index(fields=['appeal', 'signed', 'id'], name='paper_appeal')],
            },
        ),
    ]
