"""Addresses of integrity."""

from django.urls import path

from integrity.views import findings, trail

app_name = "integrity"

urlpatterns = [
    path("trail/", trail.entry_list, name="entry-list"),
    path("trail/<int:pk>/", trail.entry, name="entry"),
    path("trail/<int:pk>/chain/", trail.entry_chain, name="entry-chain"),
    path("findings/", findings.finding_list, name="finding-list"),
    path("findings/<int:pk>/", findings.finding, name="finding"),
    path("findings/<int:pk>/dispose/", findings.finding_dispose, name="finding-dispose"),
]
