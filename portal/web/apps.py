from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "portal.web"
    verbose_name = "页面"

    def ready(self) -> None:
        from portal.web import access, form_sentences  # noqa: F401  access registers the system check

        form_sentences.install()
