"""How the links of articles stand, every check of them, and the hosts that are asked."""

import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

STATES = [
    ("unknown", "not checked yet"),
    ("reachable", "reachable"),
    ("moved", "moved"),
    ("unverifiable", "unverifiable"),
    ("failing", "failing"),
    ("dead", "dead"),
]
OUTCOMES = [
    ("reached", "reached"),
    ("moved", "moved"),
    ("unverifiable", "unverifiable"),
    ("gone", "gone"),
    ("trouble", "trouble"),
]
ROBOTS = [("unknown", "not read yet"), ("read", "read"), ("unread", "could not be read")]


def key() -> models.BigAutoField:
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


class Migration(migrations.Migration):
    dependencies = [("briefings", "0007_task_runs")]

    operations = [
        migrations.CreateModel(
            name="LinkHost",
            fields=[
                ("id", key()),
                ("host", models.CharField(max_length=253, unique=True)),
                ("next_allowed_at", models.DateTimeField()),
                ("robots", models.CharField(choices=ROBOTS, default="unknown", max_length=7)),
                ("robots_rules", models.JSONField(default=list)),
                ("robots_until", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "host of links",
                "verbose_name_plural": "hosts of links",
                "default_permissions": (),
                "indexes": [models.Index(fields=["next_allowed_at"], name="link_host_next")],
            },
        ),
        migrations.CreateModel(
            name="LinkCheck",
            fields=[
                ("id", key()),
                ("checked_at", models.DateTimeField(verbose_name="when")),
                ("outcome", models.CharField(choices=OUTCOMES, max_length=12, verbose_name="outcome")),
                ("reason", models.CharField(max_length=20)),
                ("status", models.PositiveSmallIntegerField(null=True, verbose_name="status")),
                ("final_url", models.TextField(blank=True, default="", verbose_name="final address")),
                ("sentence", models.TextField(verbose_name="what was found")),
                ("milliseconds", models.PositiveIntegerField(verbose_name="duration")),
                (
                    "article",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="link_checks",
                        to="briefings.article",
                    ),
                ),
            ],
            options={
                "verbose_name": "check of a link",
                "verbose_name_plural": "checks of links",
                "ordering": ["-pk"],
                "default_permissions": (),
                "indexes": [models.Index(fields=["article", "-id"], name="link_check_newest")],
            },
        ),
        migrations.CreateModel(
            name="LinkHealth",
            fields=[
                ("id", key()),
                ("url", models.TextField()),
                ("host", models.CharField(max_length=253)),
                (
                    "state",
                    models.CharField(choices=STATES, default="unknown", max_length=12, verbose_name="health"),
                ),
                ("since", models.DateTimeField(verbose_name="since")),
                ("failures", models.PositiveIntegerField(default=0, verbose_name="failures in a row")),
                ("gone", models.PositiveIntegerField(default=0)),
                ("gone_since", models.DateTimeField(null=True)),
                ("reached_at", models.DateTimeField(null=True, verbose_name="last reached")),
                ("checked_at", models.DateTimeField(null=True, verbose_name="last checked")),
                ("due_at", models.DateTimeField(null=True, verbose_name="next check")),
                ("leased_by", models.CharField(blank=True, default="", max_length=255)),
                ("leased_until", models.DateTimeField(null=True)),
                (
                    "article",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="link_health",
                        to="briefings.article",
                    ),
                ),
            ],
            options={
                "verbose_name": "health of a link",
                "verbose_name_plural": "health of links",
                "default_permissions": (),
                "indexes": [
                    models.Index(
                        fields=["host", "due_at"],
                        name="link_due_by_host",
                        condition=models.Q(("due_at__isnull", False)),
                    ),
                    models.Index(
                        fields=["-since", "-id"],
                        name="link_failing",
                        condition=models.Q(("state__in", ["failing", "dead"])),
                    ),
                    django.contrib.postgres.indexes.HashIndex(
                        fields=["url"], name="link_dead_url", condition=models.Q(("state", "dead"))
                    ),
                ],
            },
        ),
    ]
