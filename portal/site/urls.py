"""Addresses of the roof."""

from django.urls import path

from portal.site.views import health, overview, todo

app_name = "site"

urlpatterns = [
    path("", overview.overview, name="overview"),
    path("todo/", todo.todo_list, name="todo"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
]
