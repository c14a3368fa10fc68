"""Labels of the building and of goods: bins, items, licence plates."""

from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _

from landbridge.console.filters import asked
from landbridge.console.grounds import grounds
from landbridge.console.papers import desk
from landbridge.console.papers.answers import form_of, paper_response, size_of
from landbridge.console.papers.contracts import Paper
from landbridge.console.screen import Screen, Shown


def view(request: HttpRequest, label: str) -> Shown:
    found = _paper(request, label)
    if found is None:
        raise Http404
    return paper_response(found)


def _paper(request: HttpRequest, label: str) -> Paper | None:
    ground, form = grounds().wms, form_of(request)
    site, code = asked(request, "site"), asked(request, "code")
    match label:
        case "bin":
            return desk.bin_labels(
                ground, site=site, code=code, prefix=asked(request, "prefix"), form=form
            )
        case "item":
            owner, uom = asked(request, "owner"), asked(request, "uom")
            return desk.item_label(ground, owner=owner, code=code, uom=uom, form=form)
        case "plate":
            lpn = asked(request, "lpn")
            return desk.plate_label(ground, site=site, lpn=lpn, form=form, size=size_of(request))
        case _:
            return None


screen = Screen(
    path="labels/<slug:label>/", name="label", title=_("Label"), view=view, permission="see_stock"
)
