from django.urls import path

from portal.reports.views import desk, editions, settings

app_name = "reports"
urlpatterns = [
    path("editions/", editions.edition_list, name="edition-list"),
    path("editions/make/", editions.edition_make, name="edition-make"),
    path("editions/settings/", settings.report_settings, name="report-settings"),
    path("editions/settings/cut-off/", settings.cut_off_move, name="cut-off-move"),
    path("editions/settings/weeks/", settings.week_plan, name="week-plan"),
    path("editions/settings/issue/", settings.issue_set, name="issue-set"),
    path("editions/<int:pk>/", editions.edition, name="edition"),
    path("editions/<int:pk>/paper/", editions.edition_paper, name="edition-paper"),
    path("editions/<int:pk>/download/", editions.edition_download, name="edition-download"),
    path("editions/<int:pk>/office/", editions.edition_office, name="edition-office"),
    path("editions/<int:pk>/workbook/", editions.edition_workbook, name="edition-workbook"),
    path("editions/<int:pk>/word/", editions.edition_word, name="edition-word"),
    path("editions/<int:pk>/draft/", editions.edition_draft, name="edition-draft"),
    path("editions/<int:pk>/desk/", desk.edition_desk, name="edition-desk"),
    path("editions/<int:pk>/submit/", desk.edition_submit, name="edition-submit"),
    path("editions/<int:pk>/check/", desk.edition_check, name="edition-check"),
    path("editions/<int:pk>/sign/", desk.edition_sign, name="edition-sign"),
    path("editions/<int:pk>/send-back/", desk.edition_send_back, name="edition-send-back"),
    path("editions/<int:pk>/recall/", desk.edition_recall, name="edition-recall"),
    path("editions/<int:pk>/void/", desk.edition_void, name="edition-void"),
    path("editions/<int:pk>/correct/", desk.edition_correct, name="edition-correct"),
    path("editions/<int:pk>/scan/", desk.edition_scan, name="edition-scan"),
    path("editions/<int:pk>/words/<str:kind>/", desk.edition_words, name="edition-words"),
]
