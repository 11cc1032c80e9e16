"""Settings that all kinds of installation share. Values come from the environment and are read here, once."""

from pathlib import Path

from csp.constants import NONE, SELF, UNSAFE_INLINE

from portal.settings.environment import Environment
from portal.settings.logs import logging_config

BASE_DIR = Path(__file__).resolve().parents[2]
env = Environment()

# --- who and where ---------------------------------------------------------------------------------------------------

PORTAL_NAME = "兴庆区城中村改造项目指挥部"
PORTAL_ISSUER = "兴庆区城中村改造项目指挥部办公室"
PORTAL_FEEDBACK_URL = env("PORTAL_FEEDBACK_URL", default="") or "/feedback/"  # our own page
PORTAL_VAR = Path(env("PORTAL_VAR", default=str(BASE_DIR / "var")))
DISTRICT_CODE = env("PORTAL_DISTRICT_CODE", default="640104")  # of 兴庆区; names the trail in its checkpoints
PORTAL_POOL = env("PORTAL_POOL", default="main")  # "audit": the second pool, which logs in as portal_ro

# --- database and broker ---------------------------------------------------------------------------------------------

DATABASES = {"default": env.db("DATABASE_URL")}
DATABASES["default"].setdefault("CONN_MAX_AGE", 60)
DATABASES["default"].setdefault("CONN_HEALTH_CHECKS", True)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CELERY_BROKER_URL = env("REDIS_URL")
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 600
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 1200}  # above the time limit, or long tasks run twice
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "Asia/Shanghai"
CELERY_BEAT_SCHEDULE = {
    "reconcile": {"task": "portal.jobs.tasks.reconcile", "schedule": 60.0},
    # A pulse that nobody took in time is worth nothing: the next one does the same.
    "seal": {"task": "integrity.tasks.seal", "schedule": 2.0, "options": {"expires": 2.0}},
}
CELERY_TASK_ROUTES = {"integrity.tasks.seal": {"queue": "seal"}}  # not behind the papers that are being printed

# --- apps and what every request passes ------------------------------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "guardian",
    "django_htmx",
    "template_partials",
    "csp",
    "pgtrigger",
    "django_prometheus",
    "portal.web",
    "portal.accounts",
    "portal.files",
    "portal.jobs",
    "portal.clocks",
    "portal.approvals",
    "portal.reports",
    "portal.imports",
    "projects",
    "relocation",
    "quality",
    "funding",
    "integrity",
    "portal.site",
]

MIDDLEWARE = [
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "portal.web.middleware.Reference",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "portal.web.middleware.Refusals",
    "portal.web.middleware.HostileText",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "portal.web.middleware.SlashForReaders",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "portal.accounts.sign_in.tokens.TokenSignIn",
    "portal.web.middleware.NotKept",
    "django.contrib.messages.middleware.MessageMiddleware",
    "portal.accounts.sign_in.sessions.SessionLimits",
    "django_htmx.middleware.HtmxMiddleware",
    "portal.web.middleware.WhoAsks",
    "portal.web.middleware.RefusalsTold",
    "portal.accounts.sign_in.reading.ReadOnlyForReaders",
    "portal.accounts.sign_in.duties.AccountDuties",
    "portal.web.middleware.DenyByDefault",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.web.pages.frame",
            ],
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "django.template.loaders.filesystem.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
        },
    }
]

# --- people ----------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "accounts:sign-in"
LOGIN_REDIRECT_URL = "site:overview"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
ANONYMOUS_USER_NAME = None  # guardian makes no user of its own
GUARDIAN_RAISE_403 = False
SILENCED_SYSTEM_CHECKS = ["guardian.W001"]  # its backend stays out: powers are read through projects' wrapper alone
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_HOURS = 8
SESSION_IDLE_MINUTES = 30
SESSION_COOKIE_AGE = SESSION_HOURS * 3600
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)  # how many of our own append to X-Forwarded-For
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "portal.accounts.validators.NotLikePerson", "OPTIONS": {"user_attributes": ["username", "name"]}},
    {"NAME": "portal.accounts.validators.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": "portal.accounts.validators.NotCommon"},
    {"NAME": "portal.accounts.validators.NotOnlyDigits"},
]
CSRF_FAILURE_VIEW = "portal.web.refusals.csrf_failure"
FIELD_KEYS = env("PORTAL_FIELD_KEYS")
SECRET_KEY = env("SECRET_KEY")
SIGNING_KEY = env("PORTAL_SIGNING_KEY", default="")  # the place of the key that signs checkpoints; the signer's alone

# --- language, time, files -------------------------------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True
STATIC_URL = "/static/"
STATIC_ROOT = PORTAL_VAR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
UPLOAD_MOST_MIB = {"photo": 10, "document": 20, "workbook": 20}
# Of all files of one request: four photos of a defect.
UPLOAD_MOST_AT_ONCE_MIB = 40
# Uploads are read whole and may hold numbers of persons: none of them lies in a temporary file. UploadCap stops before.
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * UPLOAD_MOST_AT_ONCE_MIB * 2**20
FILE_UPLOAD_HANDLERS = [
    "portal.files.upload_cap.UploadCap",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
]

# --- what browsers are told ------------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "object-src": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "style-src-attr": [UNSAFE_INLINE],  # ECharts and the Gantt chart position their parts by it
        "img-src": [SELF, "data:"],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True

# --- API -------------------------------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["portal.web.api.HoldsPower"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["portal.web.api.StrictJson"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "portal.web.api.AlwaysJson",
    "DEFAULT_PAGINATION_CLASS": "portal.web.api.Pages",
    "DEFAULT_METADATA_CLASS": None,
    "DEFAULT_SCHEMA_CLASS": "portal.web.schema.Operation",
    "EXCEPTION_HANDLER": "portal.web.api.leave_to_refusals",
    "URL_FORMAT_OVERRIDE": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": f"{PORTAL_NAME} API",
    "VERSION": "1",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_INCLUDE_SCHEMA": False,
    "DESCRIPTION": "与页面同源：同样的权限、数字和规矩。数字一律带分母、单位和截至时间；金额单位为分。",
    "APPEND_COMPONENTS": {
        "securitySchemes": {
            "bearerAuth": {"type": "http", "scheme": "bearer", "description": "“我的账号—接口令牌”中签发的令牌"}
        }
    },
    "SECURITY": [{"bearerAuth": []}],
    "SERVE_PERMISSIONS": ["portal.web.api.HoldsPower"],
    "COMPONENT_SPLIT_REQUEST": True,
    "POSTPROCESSING_HOOKS": ["portal.web.schema.add_refusals"],
}

# --- logs ------------------------------------------------------------------------------------------------------------

LOGGING = logging_config(env("PORTAL_LOG_LEVEL", default="INFO"))
PROMETHEUS_EXPORT_MIGRATIONS = False
METRICS_TOKEN = env("PORTAL_METRICS_TOKEN", default="")
