"""Count the queues of a whole practice from an index that holds nothing else."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Add the index."""

    dependencies = [("desk", "0007_papers_and_claim_lines")]

    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index("practice", "queue", "snoozed_until", name="case_counts_all"),
        ),
    ]
