"""What a claim needs beside the record."""

import unlisted.desk.models.sealed
from django.db import migrations, models


class Migration(migrations.Migration):
    """Add the columns."""

    dependencies = [
        ('desk', '0004_ledger_and_memory'),
    ]

    operations = [
        migrations.AddField(
            model_name='case',
            name='limit_by_contract',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='case',
            name='claim_details',
            field=unlisted.desk.models.sealed.SealedField(blank=True, default=b''),
        ),
    ]
