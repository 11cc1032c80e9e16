from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "portal.imports"
    label = "imports"
    verbose_name = "表格导入"
    default_auto_field = "django.db.models.BigAutoField"
    is_ours = True
