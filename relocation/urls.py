"""Addresses of relocation."""

from django.urls import path

from relocation.views import agreements, households, notices, policies

app_name = "relocation"

urlpatterns = [
    path("households/", households.household_list, name="household-list"),
    path("households/<int:pk>/", households.household, name="household"),
    path("households/<int:pk>/correct/", households.household_correct, name="household-correct"),
    path("households/<int:pk>/withdraw/", households.household_withdraw, name="household-withdraw"),
    path("villages/<int:pk>/record-household/", households.household_record, name="household-record"),
    path("policies/", policies.policy_list, name="policy-list"),
    path("policies/draft/", policies.policy_draft, name="policy-draft"),
    path("policies/<int:pk>/", policies.policy, name="policy"),
    path("policies/<int:pk>/revise/", policies.policy_revise, name="policy-revise"),
    path("policies/<int:pk>/announce/", policies.policy_announce, name="policy-announce"),
    path("policies/<int:pk>/adopt/", policies.policy_adopt, name="policy-adopt"),
    path("policies/<int:pk>/withdraw/", policies.policy_withdraw, name="policy-withdraw"),
    path("policies/<int:pk>/preview/", policies.policy_preview, name="policy-preview"),
    path("notices/", notices.notice_list, name="notice-list"),
    path("notices/<int:pk>/", notices.notice, name="notice"),
    path("notices/<int:pk>/sheet/", notices.notice_sheet, name="notice-sheet"),
    path("notices/<int:pk>/attach/", notices.notice_attach, name="notice-attach"),
    path("notices/<int:pk>/object/", notices.objection_record, name="objection-record"),
    path("objections/<int:pk>/answer/", notices.objection_answer, name="objection-answer"),
    path("villages/<int:pk>/publish-results/", notices.results_publish, name="results-publish"),
    path("villages/<int:pk>/review-agreements/", agreements.agreements_review, name="agreements-review"),
    path("households/<int:pk>/draft-agreement/", agreements.agreement_draft, name="agreement-draft"),
    path("agreements/", agreements.agreement_list, name="agreement-list"),
    path("agreements/<int:pk>/", agreements.agreement, name="agreement"),
    path("agreements/<int:pk>/sum/", agreements.agreement_sum, name="agreement-sum"),
    path("agreements/<int:pk>/paper/", agreements.agreement_paper, name="agreement-paper"),
    path("agreements/<int:pk>/return/", agreements.agreement_return, name="agreement-return"),
    path("agreements/<int:pk>/void/", agreements.agreement_void, name="agreement-void"),
    path("agreements/<int:pk>/sign/", agreements.agreement_sign, name="agreement-sign"),
    path("agreements/<int:pk>/provide-home/", agreements.agreement_home, name="agreement-home"),
    path("agreements/<int:pk>/vacate/", agreements.agreement_vacate, name="agreement-vacate"),
    path("agreements/<int:pk>/settle/", agreements.agreement_settle, name="agreement-settle"),
]
