"""The same file sent again is found by its digest."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("imports", "0001_initial")]

    operations = [
        migrations.AddIndex(
            model_name="importrun",
            index=models.Index(fields=["file_sha256"], name="import_run_of_file"),
        ),
    ]
