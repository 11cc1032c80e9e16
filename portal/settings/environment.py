"""The environment variables of an installation, and a plain sentence for one that is missing."""

from __future__ import annotations

from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

MEANINGS = {
    "DATABASE_URL": "数据库地址，以 portal_app 登录",
    "REDIS_URL": "消息队列地址",
    "SECRET_KEY": "会话和令牌的密钥，至少 50 个随机字符",
    "PORTAL_FIELD_KEYS": "个人信息加密密钥，形如 index:<64 位十六进制>,1:<64 位十六进制>",
    "ALLOWED_HOSTS": "门户的域名，多个用逗号分开",
}


class Environment(environ.Env):
    """Reads variables as django-environ does; one that is missing is named with what it means."""

    def get_value(self, var: str, *args: Any, **kwargs: Any) -> Any:
        """Raises ImproperlyConfigured with a sentence for whoever installs the portal."""
        try:
            return super().get_value(var, *args, **kwargs)
        except ImproperlyConfigured as error:
            if var in self.ENVIRON:
                raise
            meaning = MEANINGS.get(var)
            named = f"{var}（{meaning}）" if meaning else var
            raise ImproperlyConfigured(
                f"没有设置环境变量 {named}。请设置后再启动，说明见 docs/production.zh.md。"
            ) from error
