"""Indexes for the counts, the payers and the order by value of the worklist."""

import django.db.models.functions.comparison
from decimal import Decimal
from django.db import migrations, models


class Migration(migrations.Migration):
    """Add the indexes."""

    dependencies = [
        ('desk', '0002_audit_append_only'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='case',
            index=models.Index(models.F('practice'), models.F('owner'), models.F('queue'), models.F('snoozed_until'), name='case_counts'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(models.F('practice'), models.F('payer'), models.F('code'), models.F('queue'), name='case_payer'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(models.F('practice'), models.OrderBy(django.db.models.functions.comparison.Coalesce('amount', models.Value(Decimal('-1'), output_field=models.DecimalField(decimal_places=2, max_digits=12))), descending=True), name='case_amount'),
        ),
    ]
