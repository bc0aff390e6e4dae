"""The addresses of a site that has a provider to sign in at, for tests to put in place."""

from comity.site import urls
from comity.site.members.urls import oidc_file_patterns, oidc_patterns
from comity.site.ui.languages import language_patterns

urlpatterns = [*oidc_file_patterns, *language_patterns(*oidc_patterns), *urls.urlpatterns]
handler400, handler404, handler500 = urls.handler400, urls.handler404, urls.handler500
