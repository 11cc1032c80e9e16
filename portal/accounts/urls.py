"""Addresses of accounts."""

from django.urls import path

from portal.accounts.views import account, organisations, people, reveals, sign_in, tokens

app_name = "accounts"

urlpatterns = [
    path("account/sign-in/", sign_in.sign_in, name="sign-in"),
    path("account/sign-in/code/", sign_in.sign_in_code, name="sign-in-code"),
    path("account/sign-out/", sign_in.sign_out, name="sign-out"),
    path("account/", account.account, name="account"),
    path("account/password/", account.password, name="password"),
    path("account/second-factor/", account.second_factor_page, name="second-factor"),
    path("account/second-factor/offer/", account.second_factor_offer, name="second-factor-offer"),
    path("account/second-factor/confirm/", account.second_factor_confirm, name="second-factor-confirm"),
    path("account/tokens/", tokens.token_list, name="token-list"),
    path("account/tokens/<int:pk>/end/", tokens.token_end, name="token-end"),
    path("reveals/<str:column>/<int:pk>/", reveals.reveal, name="reveal"),
    path("people/", people.person_list, name="person-list"),
    path("people/register/", people.person_register, name="person-register"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/change/", people.person_change, name="person-change"),
    path("people/<int:pk>/deactivate/", people.person_deactivate, name="person-deactivate"),
    path("people/<int:pk>/reactivate/", people.person_reactivate, name="person-reactivate"),
    path("people/<int:pk>/reset-password/", people.person_reset_password, name="person-reset-password"),
    path(
        "people/<int:pk>/remove-second-factor/",
        people.person_remove_second_factor,
        name="person-remove-second-factor",
    ),
    path("people/<int:pk>/delegate/", people.person_delegate, name="person-delegate"),
    path("delegations/<int:pk>/end/", people.delegation_end, name="delegation-end"),
    path("organisations/", organisations.organisation_list, name="organisation-list"),
    path("organisations/open/", organisations.organisation_open, name="organisation-open"),
    path("organisations/<int:pk>/", organisations.organisation, name="organisation"),
    path("organisations/<int:pk>/change/", organisations.organisation_change, name="organisation-change"),
]
