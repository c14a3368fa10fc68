"""Sign out: by POST, so that no link elsewhere can do it."""

from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from landbridge.console.screen import Screen, Shown
from landbridge.console.signing_in import sign_out


def view(request: HttpRequest) -> Shown:
    if request.method == "POST":
        sign_out(request)
        return HttpResponseRedirect(reverse("sign-in"))
    return {}


screen = Screen(path="sign-out/", name="sign-out", title=_("Sign out"), view=view, open_writes=True)
