from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "portal.accounts"
    label = "accounts"
    verbose_name = "人员与账号"
    default_auto_field = "django.db.models.BigAutoField"
    is_ours = True

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        # Django would save the user by itself at every login; our action record_sign_in writes the time instead.
        # django.contrib.auth stands before us in INSTALLED_APPS, so its receiver is connected by now.
        user_logged_in.disconnect(dispatch_uid="update_last_login")
