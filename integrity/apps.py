from django.apps import AppConfig


class IntegrityConfig(AppConfig):
    name = "integrity"
    label = "integrity"
    verbose_name = "廉政与留痕"
    default_auto_field = "django.db.models.BigAutoField"
    is_ours = True

    def ready(self) -> None:
        from integrity.trail import recording
        from portal.kernel import actions

        actions.on_finish(recording.keep_deed)
        actions.on_refusal(recording.keep_refusal)
