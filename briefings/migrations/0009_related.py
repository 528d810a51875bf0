"""Related links: what they are computed from, their order, and when a wish is due; the front page's pinned lead."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("briefings", "0008_link_checks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RelatedBasis",
            fields=[
                (
                    "piece",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="related_basis",
                        serialize=False,
                        to="briefings.piece",
                    ),
                ),
                ("edition_id", models.BigIntegerField()),
                (
                    "topics",
                    django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None),
                ),
                ("topic_norm", models.FloatField()),
            ],
        ),
        migrations.CreateModel(
            name="WordCount",
            fields=[
                ("word", models.TextField(primary_key=True, serialize=False)),
                ("pieces", models.PositiveIntegerField()),
            ],
        ),
        migrations.AlterModelOptions(
            name="relatedlink",
            options={
                "ordering": ["-pinned", "position", "rank", "pk"],
                "verbose_name": "related link",
                "verbose_name_plural": "related links",
            },
        ),
        migrations.AddField(
            model_name="refreshwish",
            name="due_at",
            field=models.DateTimeField(null=True, verbose_name="due"),
        ),
        migrations.AddField(
            model_name="refreshwish",
            name="offered",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(), db_default=[], default=list, size=None
            ),
        ),
        migrations.AddField(
            model_name="relatedlink",
            name="position",
            field=models.PositiveSmallIntegerField(
                db_default=0,
                default=0,
                help_text="Pinned links stand first, the lowest number on top.",
                verbose_name="order",
            ),
        ),
        migrations.AddField(
            model_name="relatedlink",
            name="rank",
            field=models.PositiveSmallIntegerField(db_default=0, default=0, verbose_name="place"),
        ),
        migrations.AddField(
            model_name="relatedlink",
            name="shared_words",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.TextField(),
                blank=True,
                db_default=[],
                default=list,
                size=None,
                verbose_name="words of both",
            ),
        ),
        migrations.AlterField(
            model_name="refreshwish",
            name="attempts",
            field=models.PositiveIntegerField(default=0, verbose_name="attempts"),
        ),
        migrations.AlterField(
            model_name="refreshwish",
            name="leased_until",
            field=models.DateTimeField(null=True, verbose_name="held until"),
        ),
        migrations.AlterField(
            model_name="refreshwish",
            name="wished",
            field=models.PositiveIntegerField(default=1, verbose_name="times wished"),
        ),
        migrations.AlterField(
            model_name="refreshwish",
            name="wished_at",
            field=models.DateTimeField(verbose_name="first wished"),
        ),
        migrations.AlterField(
            model_name="relatedlink",
            name="piece",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="related_links",
                to="briefings.piece",
                verbose_name="piece",
            ),
        ),
        migrations.AlterField(
            model_name="relatedlink",
            name="score",
            field=models.FloatField(db_default=0, default=0, verbose_name="score"),
        ),
        migrations.AlterField(
            model_name="relatedlink",
            name="shared_topics",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.TextField(), blank=True, default=list, size=None, verbose_name="also about"
            ),
        ),
        migrations.AlterField(
            model_name="relatedlink",
            name="target",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="related_from",
                to="briefings.piece",
                verbose_name="leads to",
            ),
        ),
        migrations.CreateModel(
            name="Keyword",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "piece", "word", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("word", models.TextField()),
                ("weight", models.FloatField()),
                (
                    "piece",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="keywords",
                        to="briefings.piece",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        models.F("word"),
                        models.OrderBy(models.F("weight"), descending=True),
                        include=("piece",),
                        name="keyword_heaviest",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LeadPin",
            fields=[
                (
                    "id",
                    models.PositiveSmallIntegerField(
                        default=1, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("until", models.DateTimeField(verbose_name="until")),
                ("pinned_at", models.DateTimeField(editable=False, verbose_name="pinned")),
                (
                    "pinned_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="pinned by",
                    ),
                ),
                (
                    "story",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="briefings.story",
                        verbose_name="story",
                    ),
                ),
            ],
            options={
                "verbose_name": "pinned lead",
                "verbose_name_plural": "pinned lead",
                "constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="one_lead_pin")],
            },
        ),
    ]
