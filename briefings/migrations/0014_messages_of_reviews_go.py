"""What was said to a decided review may be emptied, by a redaction that leaves its words where they stay."""

from django.db import migrations

GUARD = """
CREATE OR REPLACE FUNCTION briefings_refuse_decision_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF to_jsonb(NEW) - 'outcome' - 'edition_id' - 'message' - 'answer'
            <> to_jsonb(OLD) - 'outcome' - 'edition_id' - 'message' - 'answer'
        OR NEW.message NOT IN (OLD.message, '')
        OR NEW.answer NOT IN (OLD.answer, '')
        OR (NEW.outcome <> OLD.outcome AND (OLD.outcome, NEW.outcome) <> ('approved', 'revoked'))
    THEN
        RAISE EXCEPTION 'What was decided about a piece never changes (review %).', OLD.id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
"""
BEFORE = """
CREATE OR REPLACE FUNCTION briefings_refuse_decision_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF to_jsonb(NEW) - 'outcome' - 'edition_id' <> to_jsonb(OLD) - 'outcome' - 'edition_id'
        OR (NEW.outcome <> OLD.outcome AND (OLD.outcome, NEW.outcome) <> ('approved', 'revoked'))
    THEN
        RAISE EXCEPTION 'What was decided about a piece never changes (review %).', OLD.id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("briefings", "0013_readers")]
    operations = [migrations.RunSQL(GUARD, BEFORE)]
