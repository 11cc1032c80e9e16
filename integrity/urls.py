"""Addresses of integrity."""

from django.urls import path

from integrity.views import trail

app_name = "integrity"

urlpatterns = [
    path("trail/", trail.entry_list, name="entry-list"),
    path("trail/<int:pk>/", trail.entry, name="entry"),
    path("trail/<int:pk>/chain/", trail.entry_chain, name="entry-chain"),
]
