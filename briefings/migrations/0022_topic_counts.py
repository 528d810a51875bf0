"""Counts of live pieces under topics, kept by triggers on live filings."""

from django.db import migrations, models

COUNT_UNDER_TOPICS = """
INSERT INTO briefings_topiccount (topic_id, stories, questions)
SELECT topic_id, count(*) FILTER (WHERE kind = 'story'), count(*) FILTER (WHERE kind = 'question')
FROM briefings_livefiling GROUP BY topic_id;

-- A row of the topic that nobody holds takes the difference, or a new one does: nobody waits for anybody.
CREATE FUNCTION briefings_count_under_topics() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    one record;
BEGIN
    FOR one IN
        SELECT topic_id, count(*) FILTER (WHERE kind = 'story') * TG_ARGV[0]::int AS stories,
            count(*) FILTER (WHERE kind = 'question') * TG_ARGV[0]::int AS questions
        FROM changed GROUP BY topic_id
    LOOP
        UPDATE briefings_topiccount c SET stories = c.stories + one.stories, questions = c.questions + one.questions
        WHERE id = (SELECT id FROM briefings_topiccount WHERE topic_id = one.topic_id LIMIT 1 FOR UPDATE SKIP LOCKED);
        IF NOT FOUND THEN
            INSERT INTO briefings_topiccount (topic_id, stories, questions)
            VALUES (one.topic_id, one.stories, one.questions);
        END IF;
    END LOOP;
    RETURN NULL;
END $$;

CREATE TRIGGER count_under_topics AFTER INSERT ON briefings_livefiling REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION briefings_count_under_topics('1');
CREATE TRIGGER discount_under_topics AFTER DELETE ON briefings_livefiling REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION briefings_count_under_topics('-1');

-- Nothing moves a live filing to another topic or makes it one of another kind; if something did, counts would be wrong.
CREATE FUNCTION briefings_live_filings_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a live filing stays under its topic: delete it and insert another';
END $$;
CREATE TRIGGER live_filings_stay BEFORE UPDATE OF topic_id, kind ON briefings_livefiling FOR EACH ROW
    WHEN ((OLD.topic_id, OLD.kind) IS DISTINCT FROM (NEW.topic_id, NEW.kind))
    EXECUTE FUNCTION briefings_live_filings_stay();
"""

COUNT_NO_MORE = """
DROP TRIGGER count_under_topics ON briefings_livefiling;
DROP TRIGGER discount_under_topics ON briefings_livefiling;
DROP TRIGGER live_filings_stay ON briefings_livefiling;
DROP FUNCTION briefings_count_under_topics();
DROP FUNCTION briefings_live_filings_stay();
"""


class Migration(migrations.Migration):
    dependencies = [("briefings", "0020_sent_forms")]

    operations = [
        migrations.CreateModel(
            name="TopicCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("topic_id", models.BigIntegerField(db_index=True)),
                ("stories", models.IntegerField()),
                ("questions", models.IntegerField()),
            ],
        ),
        migrations.RunSQL(COUNT_UNDER_TOPICS, COUNT_NO_MORE),
    ]
