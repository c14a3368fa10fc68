"""The proof of one document: where every field comes from, who did what, what was verified."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from landbridge.console.addresses import document_href
from landbridge.console.grounds import grounds
from landbridge.console.screen import Screen, Shown
from landbridge.console.tables import Cell, Column, Row, Table
from landbridge.hub import facade as hub
from landbridge.hub.facade.views.proof import AckLevel, FieldProof, ProofCheck, ProofView

CHECKS = (
    Column(_("Verified just now")),
    Column(_("Result"), "badge"),
    Column(_("What was found"), wide=True),
)
FIELDS = (
    Column(_("Field")),
    Column(_("Value")),
    Column(_("Came from")),
    Column(_("On the other side"), wide=True),
)
LEVELS = (
    Column(_("At")),
    Column(_("Level")),
    Column(_("When"), "instant"),
    Column(_("What was said"), wide=True),
)
LEVEL_TITLES = {
    "technical": _("technical: carried over"),
    "functional": _("functional: taken"),
    "business": _("business: of effect"),
}
RESULTS = {True: (_("holds"), "quiet"), False: (_("wrong"), "person"), None: (_("open"), "waits")}


def view(request: HttpRequest, message_id: int) -> Shown:
    if "export" in request.GET:
        bundle = hub.export_proof(grounds().hub, message_id)
        response = HttpResponse(bundle.content, content_type=bundle.media_type)
        response["Content-Disposition"] = f'attachment; filename="{bundle.file_name}"'
        return response
    proof = hub.proof_page(grounds().hub, message_id)
    return {
        "proof": proof,
        "page": proof.page,
        "checks": _table(CHECKS, [_check(one) for one in proof.checks]),
        "levels": _table(LEVELS, [_level(one) for one in proof.levels]),
        "fields": _table(FIELDS, [_field(one) for one in proof.fields]),
        "versions": _versions(proof),
    }


def _table(columns: tuple[Column, ...], rows: list[Row]) -> Table:
    sentence = _("Nothing to tell: it was not understood, or went nowhere yet.")
    return Table(columns=columns, rows=rows, has_csv=False, sentence=sentence)


def _check(one: ProofCheck) -> Row:
    text, tone = RESULTS[one.ok]
    return Row.of(one.what, Cell(text, tone=tone), one.text)


def _level(one: AckLevel) -> Row:
    return Row.of(one.target, LEVEL_TITLES[one.level], one.at, one.text)


def _field(one: FieldProof) -> Row:
    out = "; ".join(
        f"{each.target}: {each.path} = {each.value}"
        if each.line
        else f"{each.target}: {_t('as it is')}"
        for each in one.out
    )
    lines = ", ".join(each.line for each in one.out if each.line)
    place = (
        _t("bytes %(start)d–%(end)d") % {"start": one.start, "end": one.end}
        if (one.start is not None)
        else ""
    )
    named = one.came_from if one.came_from != one.path else ""
    came_from = Cell(named or place, note=" · ".join(filter(None, (named and place, one.line))))
    return Row.of(one.path, one.value, came_from, Cell(out, note=lines))


def _versions(proof: ProofView) -> list[tuple[int, str, bool]]:
    return [(one.version, document_href(one.message_id), one.is_this) for one in proof.versions]


screen = Screen(
    path="documents/<int:message_id>/proof/",
    name="proof",
    title=_("Proof"),
    view=view,
    permission="see_documents",
)
