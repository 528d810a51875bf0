"""The review before publishing: who asked, what was approved, notes, mail; assignments and the house's settings."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# What was decided about which words stays as it was decided. An approval may be taken back, and an edition that is
# made of it is noted; a redaction deletes the row whole.
GUARD = """
CREATE FUNCTION briefings_refuse_decision_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF to_jsonb(NEW) - 'outcome' - 'edition_id' <> to_jsonb(OLD) - 'outcome' - 'edition_id'
        OR (NEW.outcome <> OLD.outcome AND (OLD.outcome, NEW.outcome) <> ('approved', 'revoked'))
    THEN
        RAISE EXCEPTION 'What was decided about a piece never changes (review %).', OLD.id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER review_decision_stays BEFORE UPDATE ON briefings_review
    FOR EACH ROW WHEN (OLD.outcome <> 'open') EXECUTE FUNCTION briefings_refuse_decision_change();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("briefings", "0010_page_html"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="house",
            name="approve_own",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="On, whoever owns or wrote a piece may approve it too, where they may approve at all.",
                verbose_name="approving one’s own words",
            ),
        ),
        migrations.AddField(
            model_name="house",
            name="review",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="On, nothing is published, scheduled or released before somebody approved exactly these words.",
                verbose_name="review before publishing",
            ),
        ),
        migrations.AddField(
            model_name="piece",
            name="assigned_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="piece",
            name="assignee",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="assigned_pieces",
                to=settings.AUTH_USER_MODEL,
                verbose_name="assigned to",
            ),
        ),
        migrations.AddField(
            model_name="piece",
            name="due_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="due"),
        ),
        migrations.AddField(
            model_name="piece",
            name="priority",
            field=models.SmallIntegerField(
                choices=[(0, "low priority"), (1, "normal priority"), (2, "high priority"), (3, "urgent")],
                db_default=1,
                default=1,
                editable=False,
                verbose_name="priority",
            ),
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("asked_at", models.DateTimeField(verbose_name="asked")),
                ("asked_for", models.CharField(max_length=64)),
                ("message", models.TextField(blank=True, default="", verbose_name="message")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("open", "in review"),
                            ("approved", "approved"),
                            ("sent_back", "sent back"),
                            ("revoked", "approval taken back"),
                            ("taken_back", "taken back"),
                            ("overtaken", "overtaken"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="outcome",
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True, verbose_name="decided")),
                ("answer", models.TextField(blank=True, default="", verbose_name="answer")),
                ("schema", models.PositiveSmallIntegerField(null=True)),
                ("document", models.JSONField(null=True)),
                ("fingerprint", models.CharField(blank=True, default="", max_length=64)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="asked by",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="decided by",
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="approvals",
                        to="briefings.edition",
                    ),
                ),
                (
                    "piece",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reviews",
                        to="briefings.piece",
                    ),
                ),
            ],
            options={
                "verbose_name": "review",
                "verbose_name_plural": "reviews",
                "ordering": ["-pk"],
                "permissions": [("approve_piece", "Can approve pieces and send them back")],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Mail",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "about",
                    models.CharField(
                        choices=[
                            ("asked", "sent to review"),
                            ("approved", "approved"),
                            ("sent_back", "sent back"),
                            ("assigned", "assigned"),
                        ],
                        max_length=10,
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("next_try", models.DateTimeField(null=True)),
                ("reason", models.CharField(blank=True, default="", max_length=100)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "piece",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mails",
                        to="briefings.piece",
                    ),
                ),
                (
                    "to",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mails",
                        to="briefings.review",
                    ),
                ),
            ],
            options={
                "verbose_name": "mail to be sent",
                "verbose_name_plural": "mails to be sent",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Contributor",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("last_at", models.DateTimeField()),
                (
                    "piece",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="contributors",
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
                "verbose_name": "contributor",
                "verbose_name_plural": "contributors",
                "default_permissions": (),
                "constraints": [models.UniqueConstraint(fields=("piece", "who"), name="contributor_once")],
            },
        ),
        migrations.CreateModel(
            name="Note",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("part", models.UUIDField(null=True)),
                ("text", models.TextField(verbose_name="note")),
                ("at", models.DateTimeField(verbose_name="written")),
                ("resolved_at", models.DateTimeField(null=True, verbose_name="resolved")),
                (
                    "answers",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="replies",
                        to="briefings.note",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "piece",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notes",
                        to="briefings.piece",
                    ),
                ),
                (
                    "resolved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="resolved by",
                    ),
                ),
            ],
            options={
                "verbose_name": "note",
                "verbose_name_plural": "notes",
                "ordering": ["pk"],
                "default_permissions": (),
                "indexes": [
                    models.Index(
                        condition=models.Q(("answers", None), ("resolved_at", None)),
                        fields=["piece"],
                        name="note_open",
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="review",
            index=models.Index(
                condition=models.Q(("outcome", "open")), fields=["asked_at"], name="review_open"
            ),
        ),
        migrations.AddIndex(
            model_name="review",
            index=models.Index(
                condition=models.Q(("outcome", "approved")),
                fields=["piece", "fingerprint"],
                name="review_approved",
            ),
        ),
        migrations.AddIndex(
            model_name="review",
            index=models.Index(
                condition=models.Q(("edition", None), ("outcome", "approved")),
                fields=["decided_at"],
                name="review_approved_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.UniqueConstraint(
                condition=models.Q(("outcome", "open")), fields=("piece",), name="one_open_review_a_piece"
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at", None), ("outcome", "open")),
                    models.Q(models.Q(("outcome", "open"), _negated=True), ("decided_at__isnull", False)),
                    _connector="OR",
                ),
                name="review_decided_at",
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("outcome", "approved"), _negated=True),
                    models.Q(
                        ("decided_by__isnull", False), ("document__isnull", False), ("schema__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="review_approved_has_words",
            ),
        ),
        migrations.AddIndex(
            model_name="mail",
            index=models.Index(
                condition=models.Q(("next_try__isnull", False)), fields=["next_try"], name="mail_due"
            ),
        ),
        migrations.RunSQL(GUARD, "DROP FUNCTION briefings_refuse_decision_change() CASCADE;"),
    ]
