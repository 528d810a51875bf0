"""Live pieces under topics, as rows of their own, kept in step with filings by the database.

Whoever files a live piece elsewhere, by whatever door, also wishes that its related links be computed again.
"""

import django.db.models.deletion
from django.db import migrations, models

FOLLOW_FILINGS = """
CREATE FUNCTION briefings_file_live() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO briefings_livefiling (piece_id, topic_id, kind, first_published_at)
        SELECT p.id, fresh.tag_id, p.kind, e.first_published_at
        FROM fresh JOIN briefings_piece p ON p.id = fresh.content_object_id
        JOIN briefings_edition e ON e.id = p.live_edition_id WHERE e.kind <> 'withdrawal'
        ON CONFLICT (piece_id, topic_id) DO NOTHING;
    INSERT INTO briefings_refreshwish (piece_id, wished, wished_at, leased_by, attempts)
        SELECT DISTINCT p.id, 1, now(), '', 0
        FROM fresh JOIN briefings_piece p ON p.id = fresh.content_object_id
        JOIN briefings_edition e ON e.id = p.live_edition_id WHERE e.kind <> 'withdrawal'
        ON CONFLICT (piece_id) DO UPDATE SET wished = briefings_refreshwish.wished + 1;
    RETURN NULL;
END $$;
CREATE FUNCTION briefings_unfile_live() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM briefings_livefiling AS row USING gone
        WHERE row.piece_id = gone.content_object_id AND row.topic_id = gone.tag_id;
    INSERT INTO briefings_refreshwish (piece_id, wished, wished_at, leased_by, attempts)
        SELECT DISTINCT p.id, 1, now(), '', 0
        FROM gone JOIN briefings_piece p ON p.id = gone.content_object_id
        JOIN briefings_edition e ON e.id = p.live_edition_id WHERE e.kind <> 'withdrawal'
        ON CONFLICT (piece_id) DO UPDATE SET wished = briefings_refreshwish.wished + 1;
    RETURN NULL;
END $$;
CREATE FUNCTION briefings_refile_live() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM briefings_livefiling AS row USING gone JOIN fresh ON fresh.id = gone.id
        WHERE row.piece_id = gone.content_object_id AND row.topic_id = gone.tag_id
            AND (fresh.tag_id, fresh.content_object_id) <> (gone.tag_id, gone.content_object_id);
    INSERT INTO briefings_livefiling (piece_id, topic_id, kind, first_published_at)
        SELECT p.id, fresh.tag_id, p.kind, e.first_published_at
        FROM gone JOIN fresh ON fresh.id = gone.id JOIN briefings_piece p ON p.id = fresh.content_object_id
        JOIN briefings_edition e ON e.id = p.live_edition_id
        WHERE e.kind <> 'withdrawal'
            AND (fresh.tag_id, fresh.content_object_id) <> (gone.tag_id, gone.content_object_id)
        ON CONFLICT (piece_id, topic_id) DO NOTHING;
    INSERT INTO briefings_refreshwish (piece_id, wished, wished_at, leased_by, attempts)
        SELECT DISTINCT p.id, 1, now(), '', 0
        FROM fresh JOIN briefings_piece p ON p.id = fresh.content_object_id
        JOIN briefings_edition e ON e.id = p.live_edition_id WHERE e.kind <> 'withdrawal'
        ON CONFLICT (piece_id) DO UPDATE SET wished = briefings_refreshwish.wished + 1;
    RETURN NULL;
END $$;
CREATE TRIGGER filing_files_live AFTER INSERT ON briefings_filing REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION briefings_file_live();
CREATE TRIGGER filing_unfiles_live AFTER DELETE ON briefings_filing REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION briefings_unfile_live();
CREATE TRIGGER filing_refiles_live AFTER UPDATE ON briefings_filing
    REFERENCING OLD TABLE AS gone NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION briefings_refile_live();
INSERT INTO briefings_livefiling (piece_id, topic_id, kind, first_published_at)
    SELECT p.id, f.tag_id, p.kind, e.first_published_at
    FROM briefings_filing f JOIN briefings_piece p ON p.id = f.content_object_id
    JOIN briefings_edition e ON e.id = p.live_edition_id WHERE e.kind <> 'withdrawal';
"""

DROP = "".join(f"DROP FUNCTION briefings_{name}_live() CASCADE;" for name in ("file", "unfile", "refile"))


class Migration(migrations.Migration):
    dependencies = [("briefings", "0002_guards"), ("topics", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name="LiveFiling",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("story", "story"), ("question", "common question")], max_length=8
                    ),
                ),
                ("first_published_at", models.DateTimeField()),
                (
                    "piece",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="live_filings",
                        to="briefings.piece",
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="live_filings",
                        to="topics.topic",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["topic", "kind", "-first_published_at", "-piece"], name="live_filing_newest"
                    )
                ],
                "constraints": [models.UniqueConstraint(fields=("piece", "topic"), name="live_filing_once")],
            },
        ),
        migrations.RunSQL(FOLLOW_FILINGS, DROP),
    ]
