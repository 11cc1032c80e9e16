import datetime

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import portal.kernel.db


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("jobs", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReportSettings",
            fields=[
                ("only", models.BooleanField(default=True, editable=False, primary_key=True, serialize=False)),
                ("first_week", models.CharField(max_length=8, verbose_name="起始周")),
                ("knows_from", models.DateTimeField(verbose_name="启用时间")),
                (
                    "cut_off_weekday",
                    models.PositiveSmallIntegerField(
                        default=7,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(7),
                        ],
                        verbose_name="截数日（1为周一）",
                    ),
                ),
                ("cut_off_time", models.TimeField(default=datetime.time(18, 0), verbose_name="截数时间")),
                (
                    "recorded_at",
                    portal.kernel.db.RecordedAtField(db_default=portal.kernel.db.PortalNow(), editable=False),
                ),
            ],
            options={
                "verbose_name": "专报周期",
                "abstract": False,
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("only", True)),
                        name="report_settings_are_one_row",
                        violation_error_message="专报周期只有一份，请修改现有的一份。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("first_week__regex", "^\\d{4}-W\\d{2}$")),
                        name="report_settings_name_a_week",
                        violation_error_message="起始周请按“2026-W47”的样式填写。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("cut_off_weekday__range", (1, 7))),
                        name="report_settings_cut_off_is_a_weekday",
                        violation_error_message="截数日请填写1至7，1为周一。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Edition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("weekly", "周调度专报")], default="weekly", max_length=20, verbose_name="种类"
                    ),
                ),
                ("week", models.CharField(max_length=8, verbose_name="所报周")),
                ("revision", models.PositiveSmallIntegerField(default=1, verbose_name="稿次")),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "送审稿")], default="draft", max_length=20, verbose_name="状态"
                    ),
                ),
                (
                    "village_ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), size=None, verbose_name="所报点位"
                    ),
                ),
                ("cut_off_at", models.DateTimeField(verbose_name="数据截至")),
                ("known_at", models.DateTimeField(verbose_name="掌握情况截至")),
                (
                    "recorded_at",
                    portal.kernel.db.RecordedAtField(db_default=portal.kernel.db.PortalNow(), editable=False),
                ),
                ("data", models.JSONField(verbose_name="冻结的内容")),
                ("data_hash", models.CharField(max_length=64, verbose_name="内容摘要")),
                ("pdf_hash", models.CharField(blank=True, default="", max_length=64, verbose_name="文件摘要")),
                ("code_version", models.CharField(max_length=40, verbose_name="程序版本")),
                ("template_version", models.CharField(blank=True, default="", max_length=40, verbose_name="版式版本")),
                ("is_demonstration", models.BooleanField(default=False, verbose_name="演示数据")),
                (
                    "job",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="jobs.job",
                    ),
                ),
            ],
            options={
                "verbose_name": "专报",
                "abstract": False,
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["draft"])),
                        name="edition_state_is_known",
                        violation_error_message="状态不在规定的范围内。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["weekly"])),
                        name="edition_kind_is_known",
                        violation_error_message="专报种类不在规定的范围内。",
                    ),
                    models.UniqueConstraint(
                        fields=("kind", "week", "revision"),
                        name="edition_is_made_once",
                        violation_error_message="这一周的专报已经生成。请在专报列表中查看。",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "draft")),
                        fields=("kind", "week"),
                        name="edition_has_one_draft_a_week",
                        violation_error_message="这一周已有送审稿。请先办结现有的送审稿。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("week__regex", "^\\d{4}-W\\d{2}$")),
                        name="edition_names_a_week",
                        violation_error_message="所报周请按“2026-W47”的样式填写。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("revision__gte", 1)),
                        name="edition_revision_counts_from_one",
                        violation_error_message="稿次从1开始。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("data_hash__regex", "^[0-9a-f]{64}$")),
                        name="edition_data_hash_is_sha256",
                        violation_error_message="内容摘要应为64位。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("pdf_hash", ""),
                            models.Q(
                                ("pdf_hash__regex", "^[0-9a-f]{64}$"), models.Q(("template_version", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="edition_pdf_hash_is_sha256",
                        violation_error_message="文件摘要应为64位，并写明版式版本。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("known_at__gte", models.F("cut_off_at"))),
                        name="edition_is_known_after_its_cut_off",
                        violation_error_message="专报应在截数之后生成。",
                    ),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="edition",
            trigger=pgtrigger.compiler.Trigger(
                name="edition_data_is_frozen",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."code_version" IS DISTINCT FROM (NEW."code_version") OR OLD."cut_off_at" IS DISTINCT FROM (NEW."cut_off_at") OR OLD."data" IS DISTINCT FROM (NEW."data") OR OLD."data_hash" IS DISTINCT FROM (NEW."data_hash") OR OLD."is_demonstration" IS DISTINCT FROM (NEW."is_demonstration") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."known_at" IS DISTINCT FROM (NEW."known_at") OR OLD."recorded_at" IS DISTINCT FROM (NEW."recorded_at") OR OLD."revision" IS DISTINCT FROM (NEW."revision") OR OLD."village_ids" IS DISTINCT FROM (NEW."village_ids") OR OLD."week" IS DISTINCT FROM (NEW."week"))',
                    func="RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'edition_data_is_frozen', MESSAGE = '专报内容生成后不能改动。数据有误的，请在下一期更正。';",
                    hash="627ef06b9f512b0df17a95b2d8138ff49262f80b",
                    operation="UPDATE",
                    pgid="pgtrigger_edition_data_is_frozen_8e2ae",
                    table="reports_edition",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="edition",
            trigger=pgtrigger.compiler.Trigger(
                name="edition_paper_is_kept",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.pdf_hash <> '' AND (OLD.pdf_hash, OLD.template_version) IS DISTINCT FROM (NEW.pdf_hash, NEW.template_version))",
                    func="RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'edition_paper_is_kept', MESSAGE = '专报文件存档后不能更换。数据有误的，请在下一期更正。';",
                    hash="fedd2d806d26f9161d13cacb19e1304f7f5c3b05",
                    operation="UPDATE",
                    pgid="pgtrigger_edition_paper_is_kept_c8be3",
                    table="reports_edition",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="edition",
            trigger=pgtrigger.compiler.Trigger(
                name="edition_is_never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'edition_is_never_deleted', MESSAGE = '专报不能删除。';",
                    hash="6d354b1f86198710aeb01379cd7d326f5f9438ec",
                    operation="DELETE",
                    pgid="pgtrigger_edition_is_never_deleted_90184",
                    table="reports_edition",
                    when="BEFORE",
                ),
            ),
        ),
    ]
