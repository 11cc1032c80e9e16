from django.apps import AppConfig


class ClocksConfig(AppConfig):
    name = "portal.clocks"
    label = "clocks"
    verbose_name = "日历与期限"
    default_auto_field = "django.db.models.BigAutoField"
    is_ours = True
