"""Addresses of projects."""

from django.urls import path

from projects.views import grants

app_name = "projects"

urlpatterns = [
    path("grants/", grants.grant_list, name="grant-list"),
    path("grants/propose/", grants.grant_propose, name="grant-propose"),
    path("grants/<int:pk>/approve/", grants.grant_approve, name="grant-approve"),
    path("grants/<int:pk>/decline/", grants.grant_decline, name="grant-decline"),
    path("grants/<int:pk>/end/", grants.grant_end, name="grant-end"),
    path("roles/", grants.role_list, name="role-list"),
    path("chains/", grants.chain_gap_list, name="chain-gap-list"),
    path("people/<int:pk>/hand-over/", grants.hand_over, name="hand-over"),
]
