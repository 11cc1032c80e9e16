"""Addresses of approvals."""

from django.urls import path

from portal.approvals.views import approvals, flows, overrides

app_name = "approvals"
urlpatterns = [
    path("approvals/", approvals.approval_list, name="approval-list"),
    path("approvals/<int:pk>/", approvals.approval, name="approval"),
    path("approvals/<int:pk>/vote/", approvals.approval_vote, name="approval-vote"),
    path("approvals/<int:pk>/withdraw/", approvals.approval_withdraw, name="approval-withdraw"),
    path("approvals/flows/", flows.flow_list, name="flow-list"),
    path("approvals/flows/<slug:key>/publish/", flows.flow_publish, name="flow-publish"),
    path("approvals/overrides/", overrides.override_list, name="override-list"),
    path("approvals/overrides/ask/", overrides.override_ask, name="override-ask"),
]
