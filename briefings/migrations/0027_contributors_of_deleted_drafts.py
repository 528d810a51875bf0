"""A deleted draft knows whose words it holds, so that bringing it back makes nobody's words another's."""

from django.db import migrations, models
from django.db.models import Value


class Migration(migrations.Migration):
    dependencies = [("briefings", "0026_kind_fixed_after")]
    operations = [
        migrations.AddField(
            "deleteddraft",
            "contributors",
            models.JSONField(default=list, db_default=Value([], models.JSONField())),
        )
    ]
