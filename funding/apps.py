from django.apps import AppConfig


class FundingConfig(AppConfig):
    name = "funding"
    verbose_name = "资金台账"
    default_auto_field = "django.db.models.BigAutoField"
    is_ours = True
