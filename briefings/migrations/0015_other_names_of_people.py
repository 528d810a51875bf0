"""Other names of people: former ones, kept as they are renamed or merged, and those that editors enter."""

import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models

import briefings.fields


class Migration(migrations.Migration):
    dependencies = [
        ("briefings", "0014_messages_of_reviews_go"),
    ]

    operations = [
        migrations.CreateModel(
            name="PersonAlias",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "name",
                    briefings.fields.PlainTextField(
                        max_length=200, single_line=True, verbose_name="other name"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="aliases",
                        to="briefings.person",
                    ),
                ),
            ],
            options={
                "verbose_name": "alias",
                "verbose_name_plural": "aliases",
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("name"),
                        name="person_alias_once",
                        violation_error_message="This alias is taken.",
                    )
                ],
            },
        ),
    ]
