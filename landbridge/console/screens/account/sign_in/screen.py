"""Sign in."""

from django.conf import settings
from django.http import HttpRequest, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from landbridge.console.screen import Screen, Shown
from landbridge.console.signing_in import sign_in


def view(request: HttpRequest) -> Shown:
    following = _following(request)
    if request.user.is_authenticated:
        return HttpResponseRedirect(following)
    name = request.POST.get("name", "").replace("\x00", "")[:150]
    sentence = ""
    if request.method == "POST":
        password = request.POST.get("password", "").replace("\x00", "")[:1000]
        tried = sign_in(request, name=name, password=password)
        if tried.ok:
            return HttpResponseRedirect(following)
        sentence = tried.sentence
    return {"name": name, "sentence": sentence, "following": following}


def _following(request: HttpRequest) -> str:
    """Where the person wanted to go, if that is a page of ours."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure()):
        return wanted
    return str(settings.LOGIN_REDIRECT_URL)


screen = Screen(
    path="sign-in/", name="sign-in", title=_("Sign in"), view=view, public=True, open_writes=True
)
