import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import briefings.fields

COUNT_FOR_ARCHIVE = """
INSERT INTO briefings_archivecount (month, pieces)
SELECT date_trunc('month', published_at AT TIME ZONE 'UTC'), count(*) FROM briefings_searchrow GROUP BY 1;

-- A row of the month that nobody holds takes the difference, or a new one does: nobody waits for anybody.
CREATE FUNCTION briefings_count_for_archive() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    one record;
BEGIN
    FOR one IN
        SELECT date_trunc('month', published_at AT TIME ZONE 'UTC')::date AS month, count(*) * TG_ARGV[0]::int AS pieces
        FROM changed GROUP BY 1
    LOOP
        UPDATE briefings_archivecount SET pieces = briefings_archivecount.pieces + one.pieces
        WHERE id = (SELECT id FROM briefings_archivecount WHERE month = one.month LIMIT 1 FOR UPDATE SKIP LOCKED);
        IF NOT FOUND THEN
            INSERT INTO briefings_archivecount (month, pieces) VALUES (one.month, one.pieces);
        END IF;
    END LOOP;
    RETURN NULL;
END $$;

CREATE TRIGGER count_for_archive AFTER INSERT ON briefings_searchrow REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION briefings_count_for_archive('1');
CREATE TRIGGER discount_for_archive AFTER DELETE ON briefings_searchrow REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION briefings_count_for_archive('-1');
"""

COUNT_NO_MORE = """
DROP TRIGGER count_for_archive ON briefings_searchrow;
DROP TRIGGER discount_for_archive ON briefings_searchrow;
DROP FUNCTION briefings_count_for_archive();
"""


# Reasons name topics as they were called when the links were computed; only pieces under the topic can have it in one.
RENAME_IN_REASONS = """
CREATE FUNCTION briefings_rename_in_reasons() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE briefings_relatedlink SET shared_topics = array_replace(shared_topics, OLD.name, NEW.name)
    WHERE OLD.name = ANY(shared_topics)
        AND piece_id IN (SELECT piece_id FROM briefings_livefiling WHERE topic_id = NEW.id);
    RETURN NULL;
END $$;

CREATE TRIGGER rename_in_reasons AFTER UPDATE OF name ON topics_topic FOR EACH ROW
    WHEN (OLD.name IS DISTINCT FROM NEW.name) EXECUTE FUNCTION briefings_rename_in_reasons();
"""

KEEP_OLD_NAMES = """
DROP TRIGGER rename_in_reasons ON topics_topic;
DROP FUNCTION briefings_rename_in_reasons();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("briefings", "0012_redaction"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ReportSalt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(unique=True)),
                ("salt", models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="Card",
            fields=[
                (
                    "piece",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="card",
                        serialize=False,
                        to="briefings.piece",
                    ),
                ),
                ("house", models.CharField(max_length=100)),
                ("language", models.CharField(max_length=35)),
                ("drawer", models.PositiveSmallIntegerField()),
                ("digest", models.CharField(blank=True, db_index=True, default="", max_length=32)),
                ("drawn_at", models.DateTimeField(verbose_name="drawn")),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="briefings.edition"
                    ),
                ),
            ],
            options={
                "verbose_name": "card image",
                "verbose_name_plural": "card images",
            },
        ),
        migrations.CreateModel(
            name="Problem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("part", models.UUIDField(editable=False)),
                ("anchor", models.CharField(editable=False, max_length=200)),
                ("heading", models.TextField(editable=False, verbose_name="section")),
                (
                    "sentence",
                    models.TextField(blank=True, default="", editable=False, verbose_name="sentence"),
                ),
                ("sentence_digest", models.CharField(editable=False, max_length=32)),
                (
                    "report_count",
                    models.PositiveIntegerField(default=0, editable=False, verbose_name="reports"),
                ),
                ("first_at", models.DateTimeField(editable=False, verbose_name="first reported")),
                ("last_at", models.DateTimeField(editable=False, verbose_name="last reported")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("open", "open"),
                            ("handled", "handled"),
                            ("declined", "declined"),
                            ("corrected", "led to a correction"),
                        ],
                        default="open",
                        max_length=9,
                        verbose_name="outcome",
                    ),
                ),
                ("settled_at", models.DateTimeField(editable=False, null=True, verbose_name="settled")),
                (
                    "correction",
                    models.ForeignKey(
                        blank=True,
                        help_text="The edition that put it right. Its change log says that a reader reported it.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="problems_mended",
                        to="briefings.edition",
                        verbose_name="correction",
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        help_text="The one in which it was first reported.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="problems",
                        to="briefings.edition",
                        verbose_name="edition",
                    ),
                ),
                (
                    "piece",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="problems",
                        to="briefings.piece",
                        verbose_name="piece",
                    ),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="settled by",
                    ),
                ),
            ],
            options={
                "verbose_name": "problem",
                "verbose_name_plural": "reported problems",
                "ordering": ["-last_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="ProblemReport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "words",
                    briefings.fields.PlainTextField(
                        blank=True, default="", max_length=2000, verbose_name="what is wrong"
                    ),
                ),
                ("reported_at", models.DateTimeField(verbose_name="reported")),
                ("form", models.CharField(max_length=32, unique=True)),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="briefings.edition"
                    ),
                ),
                (
                    "problem",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reports",
                        to="briefings.problem",
                    ),
                ),
            ],
            options={
                "verbose_name": "report",
                "verbose_name_plural": "reports",
                "ordering": ["-reported_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="ReportSender",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
                ("digest", models.CharField(max_length=64)),
                ("count", models.PositiveIntegerField(default=0)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("day", "digest"), name="report_sender_once")],
            },
        ),
        migrations.AddIndex(
            model_name="problem",
            index=models.Index(
                condition=models.Q(("outcome", "open")), fields=["-last_at"], name="problem_open_newest"
            ),
        ),
        migrations.AddIndex(
            model_name="problem",
            index=models.Index(fields=["last_at"], name="problem_last"),
        ),
        migrations.AddConstraint(
            model_name="problem",
            constraint=models.UniqueConstraint(
                condition=models.Q(("outcome", "open")),
                fields=("piece", "part", "sentence_digest"),
                name="problem_open_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="problem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("correction__isnull", False), ("outcome", "corrected")),
                    models.Q(models.Q(("outcome", "corrected"), _negated=True), ("correction__isnull", True)),
                    _connector="OR",
                ),
                name="problem_corrected_by",
            ),
        ),
        migrations.AddIndex(
            model_name="problemreport",
            index=models.Index(fields=["reported_at"], name="report_newest"),
        ),
        migrations.CreateModel(
            name="ArchiveCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("month", models.DateField(db_index=True)),
                ("pieces", models.IntegerField()),
            ],
        ),
        migrations.AddIndex(
            model_name="searchrow",
            index=models.Index(fields=["published_at", "piece"], name="search_published"),
        ),
        migrations.AlterField(
            model_name="outlet",
            name="country",
            field=briefings.fields.PlainTextField(
                blank=True,
                default="",
                help_text="Its name, as readers see it beside what the outlet says: Japan, Germany.",
                single_line=True,
                max_length=60,
                verbose_name="country",
            ),
        ),
        migrations.RunSQL(COUNT_FOR_ARCHIVE, COUNT_NO_MORE),
        migrations.RunSQL(RENAME_IN_REASONS, KEEP_OLD_NAMES),
    ]
