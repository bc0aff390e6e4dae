"""Addresses of people: all of them pages in six languages."""

from django.urls import path

from comity.site.members import (
    account_pages,
    accreditation_pages,
    app_pages,
    import_pages,
    mandate_pages,
    oidc_pages,
    pages,
    passkey_pages,
)

__all__ = ["oidc_file_patterns", "oidc_patterns", "page_patterns"]

oidc_file_patterns = [path("sign-in/oidc/back/", oidc_pages.back, name="oidc-back")]
oidc_patterns = [
    path("sign-in/oidc/", oidc_pages.begin, name="oidc-begin"),
    path("sign-in/oidc/returned/", oidc_pages.returned, name="oidc-returned"),
    path("sign-in/oidc/code/", oidc_pages.code, name="oidc-code"),
    path("account/oidc/", oidc_pages.link, name="oidc-link"),
]
"""There only where a provider is configured."""
page_patterns = [
    path("sign-in/", account_pages.sign_in, name="sign-in"),
    path("invitation/", account_pages.invitation, name="invitation"),
    path("confirm/", account_pages.confirm, name="confirm"),
    path("account/", account_pages.account, name="account"),
    path("account/app/", app_pages.app, name="app"),
    path("account/passkeys/", passkey_pages.passkeys, name="passkeys"),
    path("members/", pages.members, name="members"),
    path("members/accredit/", accreditation_pages.accredit, name="accredit"),
    path("members/import/", import_pages.list_form, name="members-import"),
    path("members/do/import", import_pages.enter_list, name="members-enter-list"),
    path("members/do/take-back", import_pages.take_list_back, name="members-take-back-list"),
    path("members/roles/", pages.roles, name="roles"),
    path("members/parties/<slug:party_id>/", pages.party, name="party"),
    path(
        "members/parties/<slug:party_id>/status/", accreditation_pages.status, name="party-status"
    ),
    path("members/parties/<slug:party_id>/people/", pages.people, name="people"),
    path(
        "members/parties/<slug:party_id>/people/<slug:person_id>/",
        mandate_pages.person,
        name="person",
    ),
]
