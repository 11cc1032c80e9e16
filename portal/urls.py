"""The address plan: one line per app."""

from django.urls import include, path

urlpatterns = [
    path("", include("portal.accounts.urls")),
    path("", include("portal.reports.urls")),
    path("", include("portal.jobs.urls")),
    path("", include("projects.urls")),
    path("", include("portal.site.urls")),
]

handler400 = "portal.web.refusals.bad_request"
handler403 = "portal.web.refusals.permission_denied"
handler404 = "portal.web.refusals.not_found"
handler500 = "portal.web.refusals.server_error"
