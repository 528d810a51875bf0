"""The kind of a piece is guarded after an update instead of before it.

Beside a trigger before updates, PostgreSQL locks a row by the columns that an UPDATE names, not by those it changes: each
save of a form, which names address and uid, kept waiting whoever wrote a row that refers to the piece.
"""

from django.db import migrations

GUARD = """
DROP TRIGGER piece_kind_fixed ON briefings_piece;
CREATE TRIGGER piece_kind_fixed {when} UPDATE OF kind ON briefings_piece
    FOR EACH ROW WHEN (OLD.kind IS DISTINCT FROM NEW.kind) EXECUTE FUNCTION briefings_refuse_kind_change();
"""


class Migration(migrations.Migration):
    dependencies = [("briefings", "0025_redactions_by_uid")]
    operations = [migrations.RunSQL(GUARD.format(when="AFTER"), GUARD.format(when="BEFORE"))]
