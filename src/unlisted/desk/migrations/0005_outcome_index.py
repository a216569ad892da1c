"""The index the memory of a service is read by."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Add the index."""

    dependencies = [
        ('desk', '0004_ledger_and_memory'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='outcomerow',
            index=models.Index(fields=['practice', 'service', 'id'], name='outcome_service'),
        ),
    ]
