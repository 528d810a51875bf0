"""What the database itself sees to: editions never change, kinds never mix, each filing leaves its span."""

from django.db import migrations

IMMUTABLE_EDITIONS = """
CREATE FUNCTION briefings_refuse_edition_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'An edition never changes and is never deleted (edition %).', OLD.id
        USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER edition_immutable BEFORE UPDATE OR DELETE ON briefings_edition
    FOR EACH ROW EXECUTE FUNCTION briefings_refuse_edition_change();
"""

FIXED_KIND = """
CREATE FUNCTION briefings_refuse_kind_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'A piece never changes its kind (piece %).', OLD.id USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER piece_kind_fixed BEFORE UPDATE OF kind ON briefings_piece
    FOR EACH ROW WHEN (OLD.kind IS DISTINCT FROM NEW.kind) EXECUTE FUNCTION briefings_refuse_kind_change();

-- Arguments: the column that refers to a piece, and the kind that the piece must be of.
CREATE FUNCTION briefings_check_parent_kind() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE wrong bigint;
BEGIN
    EXECUTE format('SELECT p.id FROM fresh JOIN briefings_piece p ON p.id = fresh.%I WHERE p.kind <> %L LIMIT 1',
                   TG_ARGV[0], TG_ARGV[1]) INTO wrong;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION '% belongs to a piece of the kind %, which piece % is not.', TG_TABLE_NAME, TG_ARGV[1], wrong
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
"""

CHILDREN = (
    ("section", "story_id", "story"),
    ("event", "story_id", "story"),
    ("answer", "piece_id", "question"),
    ("questionlink", "story_id", "story"),
    ("questionlink", "question_id", "question"),
)

FILING_SPANS = """
CREATE FUNCTION briefings_open_filing_spans() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO briefings_filingspan (piece_id, topic_id, from_at)
        SELECT content_object_id, tag_id, clock_timestamp() FROM fresh;
    RETURN NULL;
END $$;
CREATE FUNCTION briefings_close_filing_spans() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE briefings_filingspan AS span SET until_at = clock_timestamp() FROM gone
        WHERE span.piece_id = gone.content_object_id AND span.topic_id = gone.tag_id AND span.until_at IS NULL;
    RETURN NULL;
END $$;
-- A row moved to another topic (a merge) ends one span and begins another.
CREATE FUNCTION briefings_move_filing_spans() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE briefings_filingspan AS span SET until_at = clock_timestamp()
        FROM gone JOIN fresh ON fresh.id = gone.id
        WHERE span.piece_id = gone.content_object_id AND span.topic_id = gone.tag_id AND span.until_at IS NULL
            AND (fresh.tag_id, fresh.content_object_id) <> (gone.tag_id, gone.content_object_id);
    INSERT INTO briefings_filingspan (piece_id, topic_id, from_at)
        SELECT fresh.content_object_id, fresh.tag_id, clock_timestamp() FROM gone JOIN fresh ON fresh.id = gone.id
        WHERE (fresh.tag_id, fresh.content_object_id) <> (gone.tag_id, gone.content_object_id);
    RETURN NULL;
END $$;
CREATE TRIGGER filing_opens_span AFTER INSERT ON briefings_filing REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION briefings_open_filing_spans();
CREATE TRIGGER filing_closes_span AFTER DELETE ON briefings_filing REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION briefings_close_filing_spans();
CREATE TRIGGER filing_moves_span AFTER UPDATE ON briefings_filing
    REFERENCING OLD TABLE AS gone NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION briefings_move_filing_spans();
"""


def parent_kind_triggers() -> str:
    return "".join(
        f"CREATE TRIGGER {table}_{column}_kind_on_{verb.lower()} AFTER {verb} ON briefings_{table}"
        " REFERENCING NEW TABLE AS fresh"
        f" FOR EACH STATEMENT EXECUTE FUNCTION briefings_check_parent_kind('{column}', '{kind}');\n"
        for table, column, kind in CHILDREN
        for verb in ("INSERT", "UPDATE")
    )


FUNCTIONS = (
    "refuse_edition_change",
    "refuse_kind_change",
    "check_parent_kind",
    "open_filing_spans",
    "close_filing_spans",
    "move_filing_spans",
)


class Migration(migrations.Migration):
    dependencies = [("briefings", "0001_initial")]
    operations = [
        migrations.RunSQL(
            IMMUTABLE_EDITIONS + FIXED_KIND + parent_kind_triggers() + FILING_SPANS,
            "".join(f"DROP FUNCTION briefings_{name}() CASCADE;" for name in FUNCTIONS),
        )
    ]
