"""The pinned lead and reported problems out of Django's history, which named them by words of their pieces."""

from django.db import migrations

# The log refuses any change but a redaction's: here it forgets, once, what it never should have known.
FORGET_NAMES = """
UPDATE django_admin_log SET object_repr = '' WHERE content_type_id IN (
    SELECT id FROM django_content_type WHERE app_label = 'briefings' AND model IN ('leadpin', 'problem')
);
ALTER TABLE briefings_activity DISABLE TRIGGER activity_append_only;
UPDATE briefings_activity SET name = '' WHERE kind IN ('leadpin', 'problem') AND name <> '';
ALTER TABLE briefings_activity ENABLE TRIGGER activity_append_only;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("briefings", "0023_what_puts_a_problem_right"),
        ("admin", "0003_logentry_add_action_flag_choices"),
    ]

    operations = [migrations.RunSQL(FORGET_NAMES, migrations.RunSQL.noop)]
