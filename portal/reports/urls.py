from django.urls import path

from portal.reports.views import editions

app_name = "reports"
urlpatterns = [
    path("editions/", editions.edition_list, name="edition-list"),
    path("editions/make/", editions.edition_make, name="edition-make"),
    path("editions/<int:pk>/", editions.edition, name="edition"),
    path("editions/<int:pk>/paper/", editions.edition_paper, name="edition-paper"),
    path("editions/<int:pk>/download/", editions.edition_download, name="edition-download"),
]
