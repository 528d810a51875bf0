"""Schedules, releases, withdrawals at a time, embargoes and reminders."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("briefings", "0005_pictures_and_house"),
    ]

    operations = [
        migrations.CreateModel(
            name="Embargo",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("until", models.DateTimeField(verbose_name="embargo until")),
                ("note", models.TextField(default="", verbose_name="note")),
                ("made_at", models.DateTimeField()),
                (
                    "piece",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="embargo",
                        to="briefings.piece",
                    ),
                ),
                (
                    "who",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "embargo",
                "verbose_name_plural": "embargoes",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Release",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(null=True, verbose_name="time")),
                ("made_at", models.DateTimeField(verbose_name="made")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("waiting", "waiting"),
                            ("done", "done"),
                            ("failed", "failed"),
                            ("cancelled", "cancelled"),
                        ],
                        default="waiting",
                        max_length=9,
                        verbose_name="outcome",
                    ),
                ),
                ("ended_at", models.DateTimeField(null=True, verbose_name="ended")),
                ("reason", models.TextField(default="", verbose_name="reason")),
                ("late_by", models.DurationField(null=True, verbose_name="late by")),
                ("attempts", models.PositiveIntegerField(default=0, verbose_name="tries")),
                ("next_try", models.DateTimeField(null=True, verbose_name="next try")),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                (
                    "who",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
            ],
            options={
                "verbose_name": "release",
                "verbose_name_plural": "releases",
                "ordering": ["-pk"],
                "default_permissions": ("view",),
            },
        ),
        migrations.CreateModel(
            name="Reminder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(null=True, verbose_name="time")),
                ("repeat_days", models.PositiveIntegerField(null=True, verbose_name="every so many days")),
                ("note", models.TextField(default="", verbose_name="note")),
                ("made_at", models.DateTimeField()),
                ("looked_at", models.DateTimeField(null=True, verbose_name="last looked at")),
                (
                    "looked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="for",
                    ),
                ),
                (
                    "piece",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reminders",
                        to="briefings.piece",
                    ),
                ),
                (
                    "who",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "reminder",
                "verbose_name_plural": "reminders",
                "ordering": ["at", "pk"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Schedule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(null=True, verbose_name="time")),
                ("made_at", models.DateTimeField(verbose_name="made")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("waiting", "waiting"),
                            ("done", "done"),
                            ("failed", "failed"),
                            ("cancelled", "cancelled"),
                        ],
                        default="waiting",
                        max_length=9,
                        verbose_name="outcome",
                    ),
                ),
                ("ended_at", models.DateTimeField(null=True, verbose_name="ended")),
                ("reason", models.TextField(default="", verbose_name="reason")),
                ("late_by", models.DurationField(null=True, verbose_name="late by")),
                ("attempts", models.PositiveIntegerField(default=0, verbose_name="tries")),
                ("next_try", models.DateTimeField(null=True, verbose_name="next try")),
                ("position", models.PositiveIntegerField(default=0)),
                ("schema", models.PositiveSmallIntegerField()),
                ("document", models.JSONField()),
                ("fingerprint", models.CharField(max_length=64)),
                ("headline", models.TextField(verbose_name="headline")),
                ("frozen_at", models.DateTimeField(verbose_name="frozen")),
                ("seen", models.PositiveIntegerField()),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("first", "first edition"),
                            ("update", "update"),
                            ("correction", "correction"),
                            ("clarification", "clarification"),
                            ("minor", "minor change"),
                            ("withdrawal", "withdrawal"),
                        ],
                        default="",
                        max_length=13,
                        verbose_name="kind of edition",
                    ),
                ),
                ("note", models.TextField(blank=True, default="", verbose_name="note")),
                (
                    "edition",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="schedule",
                        to="briefings.edition",
                    ),
                ),
                (
                    "piece",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="schedules",
                        to="briefings.piece",
                    ),
                ),
                (
                    "release",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="schedules",
                        to="briefings.release",
                        verbose_name="release",
                    ),
                ),
                (
                    "who",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
            ],
            options={
                "verbose_name": "schedule",
                "verbose_name_plural": "schedules",
                "ordering": ["at", "pk"],
                "default_permissions": ("view",),
            },
        ),
        migrations.CreateModel(
            name="Expiry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(null=True, verbose_name="time")),
                ("made_at", models.DateTimeField(verbose_name="made")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("waiting", "waiting"),
                            ("done", "done"),
                            ("failed", "failed"),
                            ("cancelled", "cancelled"),
                        ],
                        default="waiting",
                        max_length=9,
                        verbose_name="outcome",
                    ),
                ),
                ("ended_at", models.DateTimeField(null=True, verbose_name="ended")),
                ("reason", models.TextField(default="", verbose_name="reason")),
                ("late_by", models.DurationField(null=True, verbose_name="late by")),
                ("attempts", models.PositiveIntegerField(default=0, verbose_name="tries")),
                ("next_try", models.DateTimeField(null=True, verbose_name="next try")),
                ("note", models.TextField(verbose_name="reason for readers")),
                (
                    "piece",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="expiries",
                        to="briefings.piece",
                    ),
                ),
                (
                    "who",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
            ],
            options={
                "verbose_name": "withdrawal at a time",
                "verbose_name_plural": "withdrawals at a time",
                "default_permissions": (),
                "indexes": [
                    models.Index(
                        condition=models.Q(("outcome", "waiting")), fields=["next_try"], name="expiry_due"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("outcome", "waiting")),
                        fields=("piece",),
                        name="one_open_expiry_a_piece",
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="release",
            index=models.Index(
                condition=models.Q(("outcome", "waiting")), fields=["next_try"], name="release_due"
            ),
        ),
        migrations.AddIndex(
            model_name="reminder",
            index=models.Index(condition=models.Q(("at__isnull", False)), fields=["at"], name="reminder_due"),
        ),
        migrations.AddIndex(
            model_name="schedule",
            index=models.Index(
                condition=models.Q(("outcome", "waiting"), ("release__isnull", True)),
                fields=["next_try"],
                name="schedule_due",
            ),
        ),
        migrations.AddIndex(
            model_name="schedule",
            index=models.Index(fields=["outcome", "at"], name="schedule_by_day"),
        ),
        migrations.AddConstraint(
            model_name="schedule",
            constraint=models.UniqueConstraint(
                condition=models.Q(("outcome", "waiting")),
                fields=("piece",),
                name="one_open_schedule_a_piece",
            ),
        ),
        migrations.AddConstraint(
            model_name="schedule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("edition__isnull", False), ("outcome", "done")),
                    models.Q(models.Q(("outcome", "done"), _negated=True), ("edition__isnull", True)),
                    _connector="OR",
                ),
                name="schedule_done_has_edition",
            ),
        ),
    ]
