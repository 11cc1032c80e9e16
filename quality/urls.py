"""Addresses of quality."""

from django.urls import path

from quality.views import boards, complaints, receipts, report, steps

app_name = "quality"

urlpatterns = [
    path("report/receipt/", receipts.receipt_find, name="receipt-find"),
    path("report/receipt/<str:receipt>/", receipts.receipt, name="receipt"),
    path("report/receipt/<str:receipt>/photos/<uuid:uid>/<str:size>/", receipts.receipt_photo, name="receipt-photo"),
    path("report/receipt/<str:receipt>/<str:verb>/", receipts.receipt_answer, name="receipt-answer"),
    path("report/<str:code>/", report.report, name="report"),
    path("villages/<int:pk>/report-complaint/", report.complaint_report, name="complaint-report"),
    path("complaints/", complaints.complaint_list, name="complaint-list"),
    path("complaints/enter/", complaints.complaint_enter, name="complaint-enter"),
    path("complaints/<int:pk>/", complaints.complaint, name="complaint"),
    *steps.urlpatterns,
    path("report-boards/", boards.board_list, name="board-list"),
    path("report-boards/<int:pk>/", boards.board, name="board"),
    path("report-boards/<int:pk>/end/", boards.board_end, name="board-end"),
    path("villages/<int:pk>/open-report-board/", boards.board_open, name="board-open"),
]
