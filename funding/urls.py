"""Addresses of funding."""

from django.urls import path

from funding.views import sources

app_name = "funding"

urlpatterns = [
    path("money-sources/", sources.source_list, name="source-list"),
    path("money-sources/open/", sources.source_open, name="source-open"),
    path("money-sources/<int:pk>/", sources.source, name="source"),
    path("money-sources/<int:pk>/add-rule/", sources.source_rule_add, name="source-rule-add"),
    path("money-sources/<int:pk>/enter-receipt/", sources.receipt_enter, name="receipt-enter"),
    path("money-lots/<int:pk>/", sources.lot, name="lot"),
]
