from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "projects"
    verbose_name = "点位与调度"
    default_auto_field = "django.db.models.BigAutoField"
    is_ours = True

    def ready(self) -> None:
        from portal.clocks.contributions import names_villages
        from portal.kernel.permissions import find_holders_with, resolve_holdings_with
        from projects.selectors.chains import holders_of
        from projects.selectors.holdings import holdings_of
        from projects.selectors.names import names_seen_by

        resolve_holdings_with(holdings_of)
        find_holders_with(holders_of)
        names_villages(names_seen_by)
