"""Search: the two configurations that words go through, the rows that are asked, and names of topics."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
from django.db import migrations, models

CONFIGURATIONS = """
CREATE TEXT SEARCH CONFIGURATION newsroom (COPY = pg_catalog.simple);
ALTER TEXT SEARCH CONFIGURATION newsroom
    ALTER MAPPING FOR hword, hword_part, word WITH unaccent, simple;
CREATE TEXT SEARCH CONFIGURATION newsroom_english (COPY = pg_catalog.english);
ALTER TEXT SEARCH CONFIGURATION newsroom_english
    ALTER MAPPING FOR hword, hword_part, word WITH unaccent, english_stem;
"""

# Topics know nothing of search, so that the indexes on their names stand here.
NAMES = """
CREATE INDEX topic_name_words ON topics_topic USING gin (to_tsvector('newsroom'::regconfig, name));
CREATE INDEX topic_name_near ON topics_topic USING gin (lower(name) gin_trgm_ops);
"""


class Migration(migrations.Migration):
    dependencies = [("briefings", "0003_live_filing"), ("topics", "0001_initial")]

    operations = [
        UnaccentExtension(),
        TrigramExtension(),
        migrations.RunSQL(
            CONFIGURATIONS,
            "DROP TEXT SEARCH CONFIGURATION newsroom; DROP TEXT SEARCH CONFIGURATION newsroom_english;",
        ),
        migrations.RunSQL(NAMES, "DROP INDEX topic_name_words; DROP INDEX topic_name_near;"),
        migrations.CreateModel(
            name="SearchRow",
            fields=[
                (
                    "piece",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="search_row",
                        serialize=False,
                        to="briefings.piece",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("story", "story"), ("question", "common question")], max_length=8
                    ),
                ),
                ("english", models.BooleanField()),
                ("published_at", models.DateTimeField()),
                ("words", django.contrib.postgres.search.SearchVectorField()),
                ("text", models.TextField()),
            ],
            options={
                "indexes": [django.contrib.postgres.indexes.GinIndex(fields=["words"], name="search_words")],
            },
        ),
        # Vectors hardly shrink, and each search reads many: left as they are, both ways are quicker.
        migrations.RunSQL(
            "ALTER TABLE briefings_searchrow ALTER COLUMN words SET STORAGE EXTERNAL;", migrations.RunSQL.noop
        ),
        migrations.AddIndex(
            model_name="edition",
            index=models.Index(
                condition=models.Q(("kind__in", ["correction", "clarification"])),
                fields=["-released_at", "-id"],
                name="edition_corrections",
            ),
        ),
    ]
