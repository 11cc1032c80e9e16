from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("integrity", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="RefusalCount",
            fields=[
                ("key", models.TextField(primary_key=True, serialize=False)),
                ("since", models.DateTimeField()),
                ("refused", models.PositiveIntegerField()),
                ("passed_over", models.PositiveIntegerField()),
            ],
            options={
                "default_permissions": (),
            },
        ),
    ]
