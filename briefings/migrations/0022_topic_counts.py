"""Counts of live pieces under topics, kept by triggers on live filings."""

from django.db import migrations, models

COUNT_UNDER_TOPICS = """
INSERT INTO briefings_topiccount (topic_id, stories, questions)
SELECT topic_id, count(*) FILTER (WHERE kind = 'story'), count(*) FILTER (WHERE kind = 'question')
FROM briefings_livefiling GROUP BY topic_id;

-- A row of the topic that nobody holds takes the difference, or a new one does: nobody waits for anybody.
CREATE FUNCTION briefings_add_to_topic(topic bigint, more_stories int, more_questions int) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    UPDATE briefings_topiccount SET stories = stories + more_stories, questions = questions + more_questions
    WHERE id = (SELECT id FROM briefings_topiccount WHERE topic_id = topic LIMIT 1 FOR UPDATE SKIP LOCKED);
    IF NOT FOUND THEN
        INSERT INTO briefings_topiccount (topic_id, stories, questions) VALUES (topic, more_stories, more_questions);
    END IF;
END $$;

CREATE FUNCTION briefings_count_under_topics() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM briefings_add_to_topic(topic_id, TG_ARGV[0]::int * (count(*) FILTER (WHERE kind = 'story'))::int,
        TG_ARGV[0]::int * (count(*) FILTER (WHERE kind = 'question'))::int)
    FROM changed GROUP BY topic_id;
    RETURN NULL;
END $$;

CREATE FUNCTION briefings_move_between_topics() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM briefings_add_to_topic(topic_id, stories, questions) FROM (
        SELECT topic_id, COALESCE(sum(one) FILTER (WHERE kind = 'story'), 0)::int AS stories,
            COALESCE(sum(one) FILTER (WHERE kind = 'question'), 0)::int AS questions
        FROM (SELECT topic_id, kind, 1 AS one FROM fresh UNION ALL SELECT topic_id, kind, -1 FROM gone) AS each_one
        GROUP BY topic_id
    ) AS moved WHERE stories <> 0 OR questions <> 0;
    RETURN NULL;
END $$;

CREATE TRIGGER count_under_topics AFTER INSERT ON briefings_livefiling REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION briefings_count_under_topics('1');
CREATE TRIGGER discount_under_topics AFTER DELETE ON briefings_livefiling REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION briefings_count_under_topics('-1');
CREATE TRIGGER move_between_topics AFTER UPDATE ON briefings_livefiling
    REFERENCING OLD TABLE AS gone NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION briefings_move_between_topics();
"""

COUNT_NO_MORE = """
DROP TRIGGER count_under_topics ON briefings_livefiling;
DROP TRIGGER discount_under_topics ON briefings_livefiling;
DROP TRIGGER move_between_topics ON briefings_livefiling;
DROP FUNCTION briefings_count_under_topics();
DROP FUNCTION briefings_move_between_topics();
DROP FUNCTION briefings_add_to_topic(bigint, int, int);
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
