"""Which sites there are, and how long lists of the warehouse are chosen from."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from landbridge.console import filters
from landbridge.console.grounds import grounds
from landbridge.wms import facade as wms


def site_filter(request: HttpRequest) -> filters.Filter:
    """A choice of site; with one site only there is nothing to choose."""
    options = [(site.site, site.name or site.site) for site in wms.sites(grounds().wms)]
    return filters.choice(request, "site", _("Site"), options)


def shown_filters(*found: filters.Filter) -> tuple[filters.Filter, ...]:
    """Filters that offer a choice; one with a single option besides `all` is left out."""
    return tuple(each for each in found if not each.choices or len(each.choices) > 2)
