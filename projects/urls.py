"""Addresses of projects."""

from django.urls import path

from projects.views import (
    backfills,
    bases,
    feedback,
    figures,
    grants,
    guards,
    lamp_rules,
    milestones,
    public_figures,
    responsibilities,
    villages,
)

app_name = "projects"

urlpatterns = [
    path("villages/", villages.village_list, name="village-list"),
    path("villages/<int:pk>/", villages.village, name="village"),
    path("villages/<int:pk>/name/", villages.village_name, name="village-name"),
    path("villages/<int:pk>/regroup/", villages.village_regroup, name="village-regroup"),
    path("villages/<int:pk>/figures/", figures.figure_list, name="figure-list"),
    path("villages/<int:pk>/report-figures/", figures.figure_kind_list, name="figure-kind-list"),
    path("villages/<int:pk>/report-figures/<str:kind>/", figures.figure_report, name="figure-report"),
    path("figures/<int:pk>/correct/", figures.figure_correct, name="figure-correct"),
    path("villages/<int:pk>/set-milestone/", milestones.milestone_set, name="milestone-set"),
    path("villages/<int:pk>/reach-milestone/", milestones.milestone_reach, name="milestone-reach"),
    path(
        "milestones-reached/<int:pk>/correct/", milestones.milestone_reached_correct, name="milestone-reached-correct"
    ),
    path(
        "villages/<int:pk>/assign-responsibility/",
        responsibilities.responsibility_assign,
        name="responsibility-assign",
    ),
    path("public-figures/", public_figures.public_figure_list, name="public-figure-list"),
    path("public-figures/record/", public_figures.public_figure_record, name="public-figure-record"),
    path("public-figures/<int:pk>/correct/", public_figures.public_figure_correct, name="public-figure-correct"),
    path(
        "villages/<int:pk>/record-public-figure/",
        public_figures.village_public_figure_record,
        name="village-public-figure-record",
    ),
    path("bases/", bases.basis_list, name="basis-list"),
    path("bases/define/", bases.basis_define, name="basis-define"),
    path("bases/<int:pk>/correct/", bases.basis_correct, name="basis-correct"),
    path("backfills/", backfills.backfill_list, name="backfill-list"),
    path("backfills/window/", backfills.backfill_window_set, name="backfill-window"),
    path("backfills/ask/<str:sort>/", backfills.backfill_ask, name="backfill-ask"),
    path("backfills/<int:pk>/", backfills.backfill, name="backfill"),
    path("backfills/<int:pk>/agree/", backfills.backfill_agree, name="backfill-agree"),
    path("backfills/<int:pk>/decline/", backfills.backfill_decline, name="backfill-decline"),
    path("backfills/<int:pk>/withdraw/", backfills.backfill_withdraw, name="backfill-withdraw"),
    path("feedback/", feedback.feedback_leave, name="feedback-leave"),
    path("feedback/all/", feedback.feedback_list, name="feedback-list"),
    path("feedback/<int:pk>/answer/", feedback.feedback_answer, name="feedback-answer"),
    path("feedback/<int:pk>/close/", feedback.feedback_close, name="feedback-close"),
    path("lamp-rules/", lamp_rules.lamp_rule_list, name="lamp-rule-list"),
    path("lamp-rules/<int:pk>/adopt/", lamp_rules.lamp_rule_adopt, name="lamp-rule-adopt"),
    path("grants/", grants.grant_list, name="grant-list"),
    path("grants/propose/", grants.grant_propose, name="grant-propose"),
    path("grants/<int:pk>/approve/", grants.grant_approve, name="grant-approve"),
    path("grants/<int:pk>/decline/", grants.grant_decline, name="grant-decline"),
    path("grants/<int:pk>/end/", grants.grant_end, name="grant-end"),
    path("roles/", grants.role_list, name="role-list"),
    path("chains/", grants.chain_gap_list, name="chain-gap-list"),
    path("people/<int:pk>/ask-reset/", guards.reset_ask, name="reset-ask"),
    path("people/<int:pk>/hand-over/", grants.hand_over, name="hand-over"),
]
