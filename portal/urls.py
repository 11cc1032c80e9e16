"""The address plan: one line per app."""

from django.urls import include, path

from portal.web.description import Description, docs

urlpatterns = [
    path("", include("portal.accounts.urls")),
    path("", include("portal.approvals.urls")),
    path("", include("portal.reports.urls")),
    path("", include("portal.jobs.urls")),
    path("", include("portal.clocks.urls")),
    path("", include("portal.files.urls")),
    path("", include("portal.imports.urls")),
    path("", include("projects.urls")),
    path("", include("relocation.urls")),
    path("", include("funding.urls")),
    path("", include("quality.urls")),
    path("", include("integrity.urls")),
    path("", include("portal.site.urls")),
    path("api/v1/", include("portal.accounts.api")),
    path("api/v1/", include("portal.approvals.api")),
    path("api/v1/", include("portal.clocks.api")),
    path("api/v1/", include("portal.reports.api")),
    path("api/v1/", include("projects.api")),
    path("api/v1/", include("relocation.api")),
    path("api/v1/", include("funding.api")),
    path("api/v1/", include("quality.api")),
    path("api/v1/schema/", Description.as_view(), name="api-schema"),
    path("api/v1/docs/", docs, name="api-docs"),
]

handler400 = "portal.web.refusals.bad_request"
handler403 = "portal.web.refusals.permission_denied"
handler404 = "portal.web.refusals.not_found"
handler500 = "portal.web.refusals.server_error"
