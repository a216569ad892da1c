"""How often a token was used in the minute at hand."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Add the columns."""

    dependencies = [
        ('desk', '0005_claim_details'),
    ]

    operations = [
        migrations.AddField(
            model_name='apitoken',
            name='minute',
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='apitoken',
            name='used_in_minute',
            field=models.PositiveIntegerField(default=0),
        ),
    ]
