"""Redactions, and the activity log: what may be taken out of editions and lines, and by which functions alone."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import newsroom.clock

# Numbers, switches and the house's own kinds tell no words of a piece.
WORDLESS = """
CREATE FUNCTION briefings_wordless(details jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(jsonb_object_agg(d.key, d.value), '{}'::jsonb) FROM jsonb_each(details) AS d
    WHERE jsonb_typeof(d.value) IN ('number', 'boolean', 'null') OR d.key IN ('kind', 'origin')
$$;
"""

# A setting of the transaction names the redaction. Whoever sets it by hand and is not the tables' owner is
# refused; who is can do no more than what stands here: empty an edition for a redaction on record.
EDITION_GUARD = """
CREATE FUNCTION briefings_owns(relation oid) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT pg_get_userbyid(relowner) = current_user FROM pg_class WHERE oid = relation
$$;

CREATE FUNCTION briefings_wordless_edition(words jsonb, redaction bigint) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT words || jsonb_build_object(
        'note', '', 'headline', '', 'standfirst', '', 'picture', NULL, 'findings', '[]'::jsonb, 'fingerprint', '',
        'word_count', 0, 'source_count', 0, 'outlet_count', 0, 'redaction_id', redaction,
        'document', jsonb_build_object('schema_number', words->'document'->'schema_number',
                                       'kind', words->'piece_kind', 'language', words->'language'))
$$;

CREATE OR REPLACE FUNCTION briefings_refuse_edition_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.redaction_id IS NULL
        AND NEW.redaction_id::text = current_setting('newsroom.redaction', true)
        AND briefings_owns(TG_RELID)
        AND to_jsonb(NEW) = briefings_wordless_edition(to_jsonb(OLD), NEW.redaction_id)
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'An edition never changes and is never deleted (edition %).', OLD.id
        USING ERRCODE = 'check_violation';
END $$;
"""

FORMER_EDITION_GUARD = """
CREATE OR REPLACE FUNCTION briefings_refuse_edition_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'An edition never changes and is never deleted (edition %).', OLD.id
        USING ERRCODE = 'check_violation';
END $$;
DROP FUNCTION briefings_wordless_edition(jsonb, bigint);
DROP FUNCTION briefings_owns(oid);
"""

ACTIVITY_GUARD = """
CREATE FUNCTION briefings_refuse_activity_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF briefings_owns(TG_RELID) THEN
        IF TG_OP = 'UPDATE' AND OLD.piece_id::text = current_setting('newsroom.redacted_piece', true)
            AND to_jsonb(NEW) = to_jsonb(OLD)
                || jsonb_build_object('name', '', 'details', briefings_wordless(OLD.details))
        THEN
            RETURN NEW;
        ELSIF TG_OP = 'DELETE' AND current_setting('newsroom.forgetting', true) = 'on'
            AND OLD.at < now() - interval '90 days'
        THEN
            RETURN OLD;
        END IF;
    END IF;
    RAISE EXCEPTION 'The activity log is never rewritten (line %).', OLD.id USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER activity_append_only BEFORE UPDATE OR DELETE ON briefings_activity
    FOR EACH ROW EXECUTE FUNCTION briefings_refuse_activity_change();

-- A redaction is a record: it is neither taken back nor told otherwise; the counts are filled in once.
CREATE FUNCTION briefings_refuse_redaction_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.counts = '{}'::jsonb
        AND to_jsonb(NEW) = to_jsonb(OLD) || jsonb_build_object('counts', to_jsonb(NEW)->'counts')
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'A redaction never changes and is never deleted (redaction %).', OLD.id
        USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER redaction_immutable BEFORE UPDATE OR DELETE ON briefings_redaction
    FOR EACH ROW EXECUTE FUNCTION briefings_refuse_redaction_change();
"""

REDACT = """
-- Takes the words out of these editions of a piece and out of the log's lines about it, and files who did so and
-- why, in one statement. Gives the redaction's number. Runs with the rights of the tables' owner, so that a role
-- that serves pages and may not touch editions can still be given this.
CREATE FUNCTION briefings_redact(
    redacted_piece bigint, edition_numbers integer[], who bigint, why text, moment timestamptz, closing bigint
) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE redaction bigint := nextval(pg_get_serial_sequence('briefings_redaction', 'id'));
BEGIN
    PERFORM set_config('newsroom.redaction', redaction::text, true);
    PERFORM set_config('newsroom.redacted_piece', redacted_piece::text, true);
    WITH filed AS (
        INSERT INTO briefings_redaction (id, piece_id, at, by_id, reason, numbers, tombstone_id, counts)
        VALUES (redaction, redacted_piece, moment, who, why, edition_numbers, closing, '{}'::jsonb)
    ), blanked AS (
        UPDATE briefings_edition AS e
        SET note = w.note, headline = w.headline, standfirst = w.standfirst, picture = NULL, findings = w.findings,
            fingerprint = w.fingerprint, word_count = 0, source_count = 0, outlet_count = 0, document = w.document,
            redaction_id = redaction
        FROM briefings_edition AS o
        CROSS JOIN LATERAL jsonb_to_record(briefings_wordless_edition(to_jsonb(o), redaction))
            AS w (note text, headline text, standfirst text, findings jsonb, fingerprint text, document jsonb)
        WHERE e.piece_id = redacted_piece AND e.number = ANY (edition_numbers) AND e.redaction_id IS NULL
            AND o.id = e.id
        RETURNING e.id
    ), unrendered AS (
        DELETE FROM briefings_rendering AS r USING blanked WHERE r.edition_id = blanked.id
    ), emptied AS (
        UPDATE briefings_activity AS a SET name = '', details = briefings_wordless(a.details)
        WHERE a.piece_id = redacted_piece AND (a.name <> '' OR a.details <> briefings_wordless(a.details))
    )
    INSERT INTO briefings_activity (at, by_id, by_name, verb, kind, object_id, piece_id, uid, name, details)
        SELECT moment, who, u.username, 'redact', p.kind, p.id, p.id, p.uid, '',
               jsonb_build_object('redaction', redaction, 'editions', (SELECT count(*) FROM blanked))
        FROM briefings_piece AS p, auth_user AS u WHERE p.id = redacted_piece AND u.id = who;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'There is no piece % or no user %.', redacted_piece, who
            USING ERRCODE = 'foreign_key_violation';
    END IF;
    PERFORM set_config('newsroom.redaction', '', true);
    PERFORM set_config('newsroom.redacted_piece', '', true);
    RETURN redaction;
END $$;

-- Takes out lines of the log of these verbs (all, for NULL) older than a moment, which lies 90 days back at least;
-- how many they were.
CREATE FUNCTION briefings_forget_activity(verbs text[], older_than timestamptz) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE gone bigint;
BEGIN
    PERFORM set_config('newsroom.forgetting', 'on', true);
    DELETE FROM briefings_activity
        WHERE at < least(older_than, now() - interval '90 days') AND (verbs IS NULL OR verb = ANY (verbs));
    GET DIAGNOSTICS gone = ROW_COUNT;
    PERFORM set_config('newsroom.forgetting', '', true);
    RETURN gone;
END $$;

DO $$
DECLARE signature text;
BEGIN
    FOREACH signature IN ARRAY ARRAY[
        'briefings_redact(bigint, integer[], bigint, text, timestamptz, bigint)',
        'briefings_forget_activity(text[], timestamptz)'
    ] LOOP
        EXECUTE format('ALTER FUNCTION %s SET search_path = pg_catalog, %I, pg_temp', signature, current_schema());
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', signature);
    END LOOP;
END $$;
"""

FUNCTIONS = (
    "briefings_forget_activity(text[], timestamptz)",
    "briefings_redact(bigint, integer[], bigint, text, timestamptz, bigint)",
    "briefings_refuse_redaction_change()",
    "briefings_refuse_activity_change()",
)


class Migration(migrations.Migration):
    dependencies = [
        ("briefings", "0011_workflow"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Activity",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(default=newsroom.clock.now, verbose_name="when")),
                ("by_name", models.CharField(db_default="", default="", max_length=150)),
                ("verb", models.CharField(max_length=32, verbose_name="what")),
                ("kind", models.CharField(db_default="", default="", max_length=32)),
                ("object_id", models.BigIntegerField(null=True)),
                ("uid", models.UUIDField(null=True)),
                ("name", models.TextField(db_default="", default="")),
                ("details", models.JSONField(default=dict)),
                (
                    "by",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who",
                    ),
                ),
                (
                    "piece",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="activities",
                        to="briefings.piece",
                    ),
                ),
            ],
            options={
                "verbose_name": "activity",
                "verbose_name_plural": "activity log",
                "ordering": ["-at", "-pk"],
                "default_permissions": ("view",),
                "indexes": [
                    models.Index(fields=["-at", "-id"], name="activity_newest"),
                    models.Index(fields=["piece", "-at"], name="activity_by_piece"),
                    models.Index(fields=["verb", "-at"], name="activity_by_verb"),
                ],
            },
        ),
        migrations.CreateModel(
            name="RedactedAddress",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(max_length=64, unique=True)),
                (
                    "piece",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="redacted_addresses",
                        to="briefings.piece",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Redaction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="when")),
                ("reason", models.TextField(verbose_name="reason")),
                (
                    "numbers",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveIntegerField(), size=None, verbose_name="editions"
                    ),
                ),
                ("counts", models.JSONField(default=dict)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="redactions",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who",
                    ),
                ),
                (
                    "piece",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="redactions",
                        to="briefings.piece",
                    ),
                ),
                (
                    "tombstone",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="briefings.edition",
                    ),
                ),
            ],
            options={
                "verbose_name": "redaction",
                "verbose_name_plural": "redactions",
                "ordering": ["-pk"],
                "default_permissions": ("view",),
                "permissions": [
                    ("redact_piece", "Can redact pieces"),
                    ("rename_source", "Can rename outlets, people and topics"),
                ],
            },
        ),
        migrations.AddField(
            model_name="edition",
            name="redaction",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="editions",
                to="briefings.redaction",
            ),
        ),
        migrations.RunSQL(
            WORDLESS + EDITION_GUARD,
            FORMER_EDITION_GUARD + "DROP FUNCTION briefings_wordless(jsonb);",
        ),
        migrations.RunSQL(
            ACTIVITY_GUARD + REDACT, "".join(f"DROP FUNCTION {name} CASCADE;" for name in FUNCTIONS)
        ),
    ]
