from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "portal.web"
    verbose_name = "页面"

    def ready(self) -> None:
        from portal.web import access  # noqa: F401  registers the system check
