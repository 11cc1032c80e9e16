from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "portal.reports"
    label = "reports"
    verbose_name = "专报"
    default_auto_field = "django.db.models.BigAutoField"
    is_ours = True
