from django.apps import AppConfig


class QualityConfig(AppConfig):
    name = "quality"
    verbose_name = "质量与百姓监督"
    default_auto_field = "django.db.models.BigAutoField"
    is_ours = True
