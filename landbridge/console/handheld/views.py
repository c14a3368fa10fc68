"""Serving flows: a GET shows a state, a POST does one thing and redirects to the next state."""

import json
import logging
from dataclasses import dataclass, replace
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from landbridge.console.audit import actor_of, signed_in
from landbridge.console.grounds import grounds
from landbridge.console.handheld import answers
from landbridge.console.handheld.flow import (
    WRONG,
    Asked,
    Choice,
    Fact,
    Flow,
    Screen,
    State,
    Step,
    TakesPictures,
    Worker,
)
from landbridge.console.handheld.parts import CODE_LENGTH_MAX, SEPARATOR, Ambiguous, identity, told
from landbridge.console.handheld.registry import flows
from landbridge.console.handheld.words import gettext as _
from landbridge.console.handheld.words import spoken
from landbridge.console.middleware import PERMISSIONS_POLICY
from landbridge.console.models import Preference
from landbridge.kit.ids import uuid7
from landbridge.wms import facade
from landbridge.wms.facade.contracts import SiteView, Wrong

SALT = "landbridge.handheld.state"
SITE_KEY = "floor_site"
SITE_KEPT = timedelta(days=365)
PERMISSION = "console.work_floor"
# Nothing but the camera, and only on these pages: it reads bar codes where a browser can.
CAMERA_POLICY = PERMISSIONS_POLICY.replace("camera=()", "camera=(self)")
PHOTO_BYTES_MAX = 8 * 1024 * 1024

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Tile:
    """A flow on the home page with how much waits there."""

    flow: Flow
    href: str
    count: int


@require_safe
def home(request: HttpRequest) -> HttpResponseBase:
    """What to do: one tile a flow."""
    if (refusal := _refusal(request)) is not None:
        return refusal
    answers.forget(grounds().wms, actor=actor_of(request))
    sites = facade.sites(grounds().wms)
    site = _site(request, sites)
    waiting = _waiting(site.site) if site else {}
    tiles = [
        Tile(flow, reverse("floor-flow", args=[name]), waiting.get(name, 0))
        for name, flow in flows().items()
    ]
    values = {"tiles": tiles, "sites": sites, "site": site, "languages": settings.LANGUAGES}
    return render(request, "handheld/home.html", values)


@require_http_methods(["POST"])
def choose_site(request: HttpRequest) -> HttpResponseBase:
    if (refusal := _refusal(request)) is not None:
        return refusal
    chosen = request.POST.get("site", "")
    answer = HttpResponseRedirect(reverse("floor"))
    if chosen in {site.site for site in facade.sites(grounds().wms)}:
        request.session[SITE_KEY] = chosen
        # A device stays in its building, whoever signs in on it next.
        answer.set_cookie(
            SITE_KEY, chosen, max_age=SITE_KEPT, path=reverse("floor"), httponly=True,
            samesite="Lax", secure=request.is_secure(),
        )  # fmt: skip
    return answer


@require_http_methods(["POST"])
def choose_language(request: HttpRequest) -> HttpResponseBase:
    """The worker's language, on every device and in the console."""
    if (refusal := _refusal(request)) is not None:
        return refusal
    chosen = request.POST.get("language", "")
    if chosen in dict(settings.LANGUAGES):
        Preference.objects.update_or_create(user=signed_in(request), defaults={"language": chosen})
    return HttpResponseRedirect(reverse("floor"))


@require_http_methods(["GET", "HEAD", "POST"])
def run(request: HttpRequest, name: str) -> HttpResponseBase:
    """One flow: show the state of the address, or do what was scanned or pressed."""
    if (refusal := _refusal(request)) is not None:
        return refusal
    flow = flows().get(name)
    if flow is None:
        raise Http404(_("There is no such flow."))
    site = _site(request, facade.sites(grounds().wms))
    if site is None:
        return HttpResponseRedirect(reverse("floor"))
    worker = Worker(grounds().wms, actor_of(request), site.site)
    state, said = _read(request.GET.get("s", ""))
    if request.method == "POST":
        return HttpResponseRedirect(_once(request, flow, worker, said))
    return _show(request, flow, worker, state, said)


def _once(request: HttpRequest, flow: Flow, worker: Worker, said: Step) -> str:
    """The address that follows a form; the same for the same form sent again."""
    key = _key(request)
    sent = answers.digest(
        request.get_full_path(), request.POST.get("choice", ""), request.POST.get("code", "")
    )
    if not key or request.FILES:
        return _next(flow, _answer(request, flow, worker, said))
    found = answers.answered(actor=worker.actor, key=key, content=sent)
    if found is not None:
        return found
    address = _next(flow, _answer(request, flow, worker, said))
    answers.keep(worker.ground, actor=worker.actor, key=key, content=sent, address=address)
    return address


def _show(
    request: HttpRequest, flow: Flow, worker: Worker, state: State, said: Step
) -> HttpResponse:
    ground = grounds().wms
    try:
        screen = flow.show(worker, state) if said.asked is None else _which(flow, said.asked)
    except Wrong as wrong:
        # The state of an old address may not exist any more: begin anew, and say why.
        screen, said = flow.show(worker, State()), Step(State(), spoken(str(wrong)), WRONG)
    values = {
        "flow": flow,
        "screen": screen,
        "say": said.say,
        "beep": said.beep,
        "heard": said.heard,
        "key": uuid7(ground.clock.now(), ground.chance).hex,
        "here": request.get_full_path(),
        "code_length_max": CODE_LENGTH_MAX,
    }
    response = render(request, "handheld/flow.html", values)
    response.headers["Permissions-Policy"] = CAMERA_POLICY
    return response


def _which(flow: Flow, asked: Asked) -> Screen:
    """An ambiguity is asked of the person, never guessed. What all meanings share is said once."""
    parts = [words.split(SEPARATOR) for _id, words in asked.options]
    same = 0
    while all(len(each) > same + 1 for each in parts) and len({each[same] for each in parts}) == 1:
        same += 1
    choices = [
        Choice(f"means:{index}", "\n".join(each[same:]), "wide") for index, each in enumerate(parts)
    ]
    return Screen(
        title=flow.title, ask=_("Or scan another label"), big=_("Which is it?"),
        facts=tuple(Fact("", part) for part in parts[0][:same]),
        choices=(*choices, Choice("means:none", _("None of these"), "cannot wide")),
    )  # fmt: skip


def _answer(request: HttpRequest, flow: Flow, worker: Worker, said: Step) -> Step:
    """What follows; what the scans were understood as stands beside it."""
    state = said.state
    choice = request.POST.get("choice", "")[:100]
    if said.asked is None or not choice.startswith("means:"):
        step = _do(request, flow, worker, state, choice, request.POST.get("code", ""))
    else:
        options = dict(enumerate(said.asked.options))
        number = choice.removeprefix("means:")
        option = options.get(int(number)) if number.isdecimal() else None
        if option is None:
            return Step(state)
        worker = replace(worker, chosen=option[0])
        step = _do(request, flow, worker, state, "", said.asked.code)
    said_now = spoken(str(step.say))
    return replace(
        step, say=said_now, heard="; ".join(told(meaning) for meaning in worker.heard[:2])
    )


def _do(
    request: HttpRequest, flow: Flow, worker: Worker, state: State, choice: str, code: str
) -> Step:
    key = f"floor/{worker.actor}/{_key(request)}"
    if len(code) > CODE_LENGTH_MAX:
        return Step(state, _("That code is too long. Scan again."), WRONG)
    try:
        if choice:
            return flow.press(worker, state, choice, key)
        if "photo" in request.FILES and isinstance(flow, TakesPictures):
            return flow.picture(worker, state, _photo(request), key)
        if not code.strip():
            return Step(state, _("Nothing was read. Scan again."), WRONG)
        return flow.scan(worker, state, code, key)
    except Ambiguous as several:
        options = tuple((identity(one), told(one)) for one in several.meanings[:6])
        return Step(state, str(several), WRONG, asked=Asked(code, options))
    except Wrong as wrong:
        return Step(state, spoken(str(wrong)), WRONG)


def _key(request: HttpRequest) -> str:
    return request.POST.get("key", "").replace("\x00", "")[:64]


def _photo(request: HttpRequest) -> bytes:
    """The bytes of the picture sent. Wrong if it is too large to be looked at."""
    file = request.FILES.get("photo")
    if file is None or isinstance(file, list) or (file.size or 0) > PHOTO_BYTES_MAX:
        raise Wrong(_("The picture is too large. Take a smaller one."), "photo")
    return bytes(file.read())


def _next(flow: Flow, step: Step) -> str:
    content = {
        "step": step.state.step,
        "data": dict(step.state.data),
        "say": str(step.say),
        "beep": step.beep,
        "heard": step.heard,
        "asked": [step.asked.code, step.asked.options] if step.asked else None,
    }
    token = signing.dumps(content, salt=SALT, compress=True)
    return f"{reverse('floor-flow', args=[flow.name])}?s={token}"


def _read(token: str) -> tuple[State, Step]:
    """The state of an address and what was said with it; a damaged one begins anew."""
    if not token:
        return State(), Step(State())
    try:
        content = signing.loads(token, salt=SALT)
        state = State(content["step"], content["data"])
        asked = content.get("asked")
        if asked:
            asked = Asked(asked[0], tuple((identity, words) for identity, words in asked[1]))
    except (signing.BadSignature, KeyError, TypeError, json.JSONDecodeError):
        return State(), Step(State(), _("That page is damaged. Begin again."), WRONG)
    say, beep, heard = (str(content.get(name, "")) for name in ("say", "beep", "heard"))
    return state, Step(state, say, beep, heard, asked or None)


def _refusal(request: HttpRequest) -> HttpResponseBase | None:
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied("work_floor")
    return None


def _site(request: HttpRequest, sites: tuple[SiteView, ...]) -> SiteView | None:
    """The worker's site: the one chosen, else that of the device, or the first."""
    chosen = request.session.get(SITE_KEY) or request.COOKIES.get(SITE_KEY)
    return next((site for site in sites if site.site == chosen), sites[0] if sites else None)


def _waiting(site: str) -> dict[str, int]:
    """How much work waits at a site, by the name of the flow that does it."""
    ground = grounds().wms
    overview = facade.overview(ground, site=site)
    return {
        "receive": overview.inbound_open_count,
        "putaway": overview.putaway_open_count,
        "putback": overview.putback_open_count,
        "pick": overview.pick_open_count,
        "pack": overview.at_packing_count,
        "stage": facade.cartons_to_stage(ground, site=site),
        "replenish": overview.replenish_open_count,
        "count": facade.waiting_counts(ground, site=site),
        "kits": facade.open_work_order_count(ground, site=site),
    }
