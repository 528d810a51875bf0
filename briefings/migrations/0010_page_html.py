from django.db import migrations, models


class Migration(migrations.Migration):
    # Rows made before have no language, which no page has: their pages are made on the spot until
    # `manage.py rebuild` has been run.
    dependencies = [("briefings", "0009_related")]

    operations = [
        migrations.AddField("rendering", "language", models.CharField(default="", max_length=35)),
        migrations.AddField("rendering", "body", models.TextField(default="")),
        migrations.AddField("rendering", "sources", models.TextField(default="")),
        migrations.AddField("rendering", "needs", models.JSONField(default=dict)),
        migrations.AddIndex(
            "liveevent", models.Index(fields=["-start", "digest", "-piece"], name="live_event_newest")
        ),
    ]
