from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    name = "portal.approvals"
    label = "approvals"
    verbose_name = "审批"
    default_auto_field = "django.db.models.BigAutoField"
    is_ours = True

    def ready(self) -> None:
        from portal.approvals.actions.overrides import overrule
        from portal.kernel.gates import overrule_with

        overrule_with(overrule)
