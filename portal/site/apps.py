from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "portal.site"
    label = "site"
    verbose_name = "总览"
    is_ours = True

    def ready(self) -> None:
        # The roof is the last app: when it is ready every app below is, and their contributions can be gathered.
        from portal.kernel.registry import discover

        discover()
