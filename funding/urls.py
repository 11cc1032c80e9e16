"""Addresses of funding."""

from django.urls import path

from funding.views import applications, applying, contracts, payments, sources

app_name = "funding"

urlpatterns = [
    path("money-sources/", sources.source_list, name="source-list"),
    path("money-sources/open/", sources.source_open, name="source-open"),
    path("money-sources/<int:pk>/", sources.source, name="source"),
    path("money-sources/<int:pk>/add-rule/", sources.source_rule_add, name="source-rule-add"),
    path("money-sources/<int:pk>/enter-receipt/", sources.receipt_enter, name="receipt-enter"),
    path("money-lots/<int:pk>/", sources.lot, name="lot"),
    path("payments/", payments.payment_list, name="payment-list"),
    path("payments/<int:pk>/", payments.payment, name="payment"),
    path("applications/<int:pk>/", applications.application, name="application"),
    path("applications/<int:pk>/review/", applications.application_review, name="application-review"),
    path("applications/<int:pk>/approve/", applications.application_approve, name="application-approve"),
    path("applications/<int:pk>/return/", applications.application_return, name="application-return"),
    path("applications/<int:pk>/withdraw/", applications.application_withdraw, name="application-withdraw"),
    path("applications/<int:pk>/register/", applications.application_register, name="application-register"),
    path("applications/<int:pk>/verify/", applications.application_verify, name="application-verify"),
    path("villages/<int:pk>/apply-payments/", applying.payments_apply, name="payments-apply"),
    path("villages/<int:pk>/apply-other-payment/", applying.other_payment_apply, name="other-payment-apply"),
    path("contracts/", contracts.contract_list, name="contract-list"),
    path("contracts/record/", contracts.contract_record, name="contract-record"),
    path("contracts/<int:pk>/", contracts.contract, name="contract"),
    path("contracts/<int:pk>/change-accounts/", contracts.contract_change_accounts, name="contract-change-accounts"),
    path("contracts/<int:pk>/apply/<str:sort>/", applying.contract_payment_apply, name="contract-payment-apply"),
]
