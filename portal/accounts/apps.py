from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "portal.accounts"
    label = "accounts"
    verbose_name = "人员与账号"
    default_auto_field = "django.db.models.BigAutoField"
    is_ours = True
