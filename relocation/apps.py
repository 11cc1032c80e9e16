from django.apps import AppConfig


class RelocationConfig(AppConfig):
    name = "relocation"
    verbose_name = "征拆安置"
    default_auto_field = "django.db.models.BigAutoField"
    is_ours = True
