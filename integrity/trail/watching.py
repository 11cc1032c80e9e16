"""Row triggers: what changes a table while no deed runs leaves an entry without an actor (decision 12).

Every table of the owner is watched but those named here, so that a new one is watched by itself. The triggers are hung
after each migration (``manage.py grant_access``), as the owner, and run as ``portal_audit``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import connection, models

from portal.kernel.permissions import Reach
from portal.kernel.records import Record, hidden_columns

# Written all day without anybody's deed, and saying nothing that anybody answers for.
UNWATCHED = {
    "accounts_loginthrottle": "counts guesses before anybody is known",
    "auth_permission": "Django's list of powers, written by migrations",
    "django_content_type": "Django's list of tables, written by migrations",
    "django_migrations": "which migrations have run",
    "django_session": "who is signed in, written at each request",
    "integrity_refusalcount": "counts what somebody was refused, beside the entries that tell of it",
    "jobs_job": "the work list, claimed and closed by workers",
}
# Machinery that says who may do what: watched like records.
WATCHED_MACHINERY = {
    "accounts_secondfactor": "whoever changes a second factor can sign in as somebody else",
    "auth_group": "the portal has none",
    "auth_group_permissions": "nothing is granted to groups",
    "guardian_groupobjectpermission": "stays empty",
    "guardian_userobjectpermission": "stays empty",
    "projects_villagegrouppermission": "nothing is granted to groups",
    "projects_villageuserpermission": "who reaches which village",
}
# Columns whose change alone is no entry.
QUIET = {"accounts_secondfactor": ("last_step",)}

_NO_DEED = "WHEN ((COALESCE(current_setting('portal.deed'::text, true), ''::text) = ''::text)) "
_SHAPES = {
    "audit_watch_insert": ("INSERT", "REFERENCING NEW TABLE AS after_rows ", _NO_DEED),
    "audit_watch_update": ("UPDATE", "REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows ", _NO_DEED),
    "audit_watch_delete": ("DELETE", "REFERENCING OLD TABLE AS before_rows ", _NO_DEED),
    # No deed empties a table.
    "audit_watch_truncate": ("TRUNCATE", "", ""),
}
_OWN_TABLES = """
    SELECT relname,
        array(SELECT attname FROM pg_attribute
            WHERE attrelid = pg_class.oid AND atttypid = 'bytea'::regtype AND NOT attisdropped)::text[]
    FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
        AND relowner = 'portal_owner'::regrole
    ORDER BY relname
"""
_HUNG = """
    SELECT relname, tgname, tgenabled = 'A', pg_get_triggerdef(pg_trigger.oid)
    FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
    WHERE relnamespace = 'public'::regnamespace AND NOT tgisinternal AND tgname LIKE 'audit\\_watch\\_%'
"""


@dataclass(frozen=True)
class Watch:
    """One trigger as it must hang, spelled as PostgreSQL spells it."""

    table: str
    name: str
    definition: str


def watches() -> Iterator[Watch]:
    """Every trigger that must hang in this database."""
    known = {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}
    with connection.cursor() as cursor:
        cursor.execute(_OWN_TABLES)
        tables = [(table, columns) for table, columns in cursor.fetchall() if table not in UNWATCHED]
    for table, bytes_columns in tables:
        arguments = _arguments(table, known.get(table), bytes_columns)
        for name, (event, rows, condition) in _SHAPES.items():
            yield Watch(
                table,
                name,
                f"CREATE TRIGGER {name} AFTER {event} ON public.{connection.ops.quote_name(table)} {rows}"
                f"FOR EACH STATEMENT {condition}EXECUTE FUNCTION audit_row_change({arguments})",
            )


def watch_tables() -> int:
    """Hang what is missing, switched off or not as it must be; how many. Run as the owner of the tables."""
    wanting = list(_wanting())
    with connection.cursor() as cursor:
        for watch in wanting:
            table = connection.ops.quote_name(watch.table)
            cursor.execute(watch.definition.replace("CREATE", "CREATE OR REPLACE", 1))
            cursor.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {watch.name}")
    return len(wanting)


def unwatched() -> list[str]:
    """The triggers that do not hang as they must, ``table.trigger`` each."""
    return [f"{watch.table}.{watch.name}" for watch in _wanting()]


def _wanting() -> Iterator[Watch]:
    with connection.cursor() as cursor:
        cursor.execute(_HUNG)
        hung = {(table, name): definition for table, name, is_on, definition in cursor.fetchall() if is_on}
    for watch in watches():
        if _plain(hung.get((watch.table, watch.name), "")) != _plain(watch.definition):
            yield watch


def _plain(definition: str) -> str:
    return definition.replace('"', "")


def _arguments(table: str, model: type[models.Model] | None, bytes_columns: list[str]) -> str:
    """What ``audit_sql_body`` is told: label, key column, column of the village, hidden columns, quiet columns."""
    label, key, village, hidden = table, "id", "", set(bytes_columns)
    if model is not None:
        label, key = model._meta.label_lower, str(model._meta.pk.column)
        village = _village_column(model)
        columns = {field.attname: str(field.column) for field in model._meta.concrete_fields}
        hidden |= {columns[name] for name in hidden_columns(model)}
    told = (label, key, village, ",".join(sorted(hidden)), ",".join(QUIET.get(table, ())))
    return ", ".join(f"'{part}'" for part in told)


def _village_column(model: type[models.Model]) -> str:
    """The row's own column that holds its village, if its path is no longer than that."""
    path = model.anchors.get(Reach.VILLAGE, "") if issubclass(model, Record) else ""
    name = "id" if path == "pk" else path
    return next((str(field.column) for field in model._meta.concrete_fields if name in (field.name, field.attname)), "")
