"""Addresses under ``/account/``; allauth's names are kept, since its flows reverse them."""

from allauth.account import views as allauth_views
from django.urls import include, path, re_path

from matou.web.account import credentials, notice_views, readings, session_views, views

urlpatterns = [
    path("account/login/", allauth_views.login, name="account_login"),
    path("account/logout/", allauth_views.logout, name="account_logout"),
    path("account/inactive/", allauth_views.account_inactive, name="account_inactive"),
    path("account/reauthenticate/", allauth_views.reauthenticate, name="account_reauthenticate"),
    path("account/2fa/totp/activate/", views.activate_totp, name="mfa_activate_totp"),
    path("account/2fa/", include("allauth.mfa.urls")),
    path("account/password/", allauth_views.password_change, name="account_change_password"),
    path("account/password/reset/", allauth_views.password_reset, name="account_reset_password"),
    path(
        "account/password/reset/done/",
        allauth_views.password_reset_done,
        name="account_reset_password_done",
    ),
    re_path(
        r"^account/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        allauth_views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "account/password/reset/key/done/",
        allauth_views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("account/register/", views.register, name="account_signup"),
    path("account/", views.profile, name="account_profile"),
    path("account/contact/", views.contact, name="account_contact"),
    path("account/id-number/", views.id_number, name="account_id_number"),
    path("account/companies/", views.companies, name="account_companies"),
    path("account/companies/new/", views.new_company, name="account_new_company"),
    path("account/companies/choose/", views.choose_company, name="account_choose_company"),
    path("account/companies/<str:code>/", views.company, name="account_company"),
    path("account/companies/<str:code>/remove/", views.remove_member, name="account_remove_member"),
    path("account/credentials/", credentials.credentials, name="account_credentials"),
    path("account/credentials/new/", credentials.new_credential, name="account_new_credential"),
    path("account/credentials/<str:code>/", credentials.credential, name="account_credential"),
    path("account/readings/", readings.readings, name="account_readings"),
    path("account/tokens/", views.tokens, name="account_tokens"),
    path("account/tokens/<int:token_id>/revoke/", views.revoke_token, name="account_revoke_token"),
    path("account/sessions/", session_views.sessions, name="account_sessions"),
    path(
        "account/sessions/others/end/",
        session_views.end_other_sessions,
        name="account_end_other_sessions",
    ),
    path(
        "account/sessions/<int:session_id>/end/",
        session_views.end_session,
        name="account_end_session",
    ),
    path("account/notices/", notice_views.inbox, name="account_notices"),
    path("account/notices/read/", notice_views.read_all, name="account_read_notices"),
    path(
        "account/notices/preferences/",
        notice_views.preferences,
        name="account_notice_preferences",
    ),
    path("account/notices/<int:notice_id>/", notice_views.notice, name="account_notice"),
]
