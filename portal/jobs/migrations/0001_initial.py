import django.core.serializers.json
from django.db import migrations, models

import portal.kernel.db


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Job",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=60, verbose_name="种类")),
                ("key", models.CharField(max_length=120, verbose_name="事项")),
                ("payload", models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("wanted", "待办理"),
                            ("claimed", "办理中"),
                            ("done", "已办成"),
                            ("dead", "已停办，待人工处理"),
                        ],
                        default="wanted",
                        max_length=20,
                        verbose_name="状态",
                    ),
                ),
                ("token", models.PositiveIntegerField(default=0)),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="已办次数")),
                ("lease_until", models.DateTimeField(blank=True, null=True)),
                ("not_before", models.DateTimeField(db_default=portal.kernel.db.PortalNow())),
                ("wanted_at", models.DateTimeField(db_default=portal.kernel.db.PortalNow(), verbose_name="提出时间")),
                ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="办成时间")),
                (
                    "result",
                    models.JSONField(blank=True, encoder=django.core.serializers.json.DjangoJSONEncoder, null=True),
                ),
                ("complaint", models.CharField(blank=True, default="", max_length=300, verbose_name="未办成的原因")),
            ],
            options={
                "verbose_name": "后台任务",
                "default_permissions": (),
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["wanted", "claimed"])),
                        fields=["not_before"],
                        name="job_to_do",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("kind", "key"),
                        name="job_is_wanted_once",
                        violation_error_message="这项后台任务已在列。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["wanted", "claimed", "done", "dead"])),
                        name="job_state_is_known",
                        violation_error_message="状态不在规定的范围内。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "claimed"), _negated=True),
                            models.Q(("lease_until__isnull", False), ("token__gt", 0)),
                            _connector="OR",
                        ),
                        name="job_claimed_has_lease",
                        violation_error_message="办理中的后台任务必须有办理期限。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("done_at__isnull", False), ("state", "done")),
                            models.Q(models.Q(("state", "done"), _negated=True), ("done_at__isnull", True)),
                            _connector="OR",
                        ),
                        name="job_done_has_time",
                        violation_error_message="已办成的后台任务必须有办成时间。",
                    ),
                ],
            },
        ),
    ]
