"""Addresses of imports."""

from django.urls import path

from portal.imports import views

app_name = "imports"
urlpatterns = [
    path("imports/", views.run_list, name="run-list"),
    path("imports/<int:pk>/", views.run, name="run"),
    path("imports/<int:pk>/confirm/", views.run_confirm, name="run-confirm"),
    path("imports/<int:pk>/discard/", views.run_discard, name="run-discard"),
    path("imports/<int:pk>/marked/", views.run_marked, name="run-marked"),
    path("imports/start/<str:sheet>/", views.run_start, name="run-start"),
    path("imports/blank/<str:sheet>/", views.sheet_blank, name="sheet-blank"),
]
