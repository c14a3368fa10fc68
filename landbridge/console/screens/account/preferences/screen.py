"""How one person wants the console: time zone, language, light or dark."""

from zoneinfo import available_timezones

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from landbridge.console.audit import signed_in
from landbridge.console.models import Preference
from landbridge.console.screen import Screen, Shown

THEMES = (("", _("As the device")), ("light", _("Light")), ("dark", _("Dark")))


def view(request: HttpRequest) -> Shown:
    if request.method == "POST":
        _save(request)
        messages.success(request, _t("Saved."))
        return HttpResponseRedirect(request.path)
    preference = Preference.objects.filter(user=signed_in(request)).first() or Preference()
    return {
        "preference": preference,
        "zones": sorted(available_timezones()),
        "site_zone": settings.TIME_ZONE,
        "languages": settings.LANGUAGES,
        "themes": THEMES,
    }


def _save(request: HttpRequest) -> None:
    """Only values on offer are kept; anything else counts as `as the site`."""
    offered = {
        "timezone": available_timezones(),
        "language": {code for code, _name in settings.LANGUAGES},
        "theme": {code for code, _title in THEMES},
    }
    values = {
        name: value if (value := request.POST.get(name, "")) in known else ""
        for name, known in offered.items()
    }
    Preference.objects.update_or_create(user=signed_in(request), defaults=values)


screen = Screen(
    path="preferences/", name="preferences", title=_("Preferences"), view=view, open_writes=True
)
