"""Pure decisions of the layout: what a fit site, zone, aisle or bin is."""

from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from landbridge.canon.gs1 import is_gln
from landbridge.kit.findings import Finding, error
from landbridge.wms.layout.contracts import Aisle, Bin, BinKind, CrossAisle, Site, Zone

CODE_LENGTH_MAX = 40
LETTERS_QUOTED = 60
BINS_MAX = 200_000
SIZE_MAX = 2**31 - 1

ONE_WAYS = ("", "up", "down")

_TEXTS = ("zone", "aisle", "block", "bay", "level", "check_digits")
_NUMBERS = ("x_mm", "y_mm", "z_mm", "pick_sequence")
_SIZES = ("length_mm", "width_mm", "height_mm", "weight_max_g")


def quoted(text: str) -> str:
    """Of what stands in a file or a form, so much as a person needs to find it."""
    return repr(text if len(text) <= LETTERS_QUOTED else f"{text[:LETTERS_QUOTED]}…")


def is_code(text: str) -> bool:
    """A code people can type, scan and open in a spreadsheet: starts with a letter or digit."""
    return (
        0 < len(text) <= CODE_LENGTH_MAX
        and text[0].isalnum()
        and text.isprintable()
        and text == text.strip()
    )


def check_site(site: Site) -> tuple[Finding, ...]:
    findings: list[Finding] = []
    if not is_code(site.code):
        findings.append(error("code", "code", f"{quoted(site.code)} cannot be a site code."))
    if not site.name.strip():
        findings.append(error("name", "required", "The site has no name."))
    if site.gln and not is_gln(site.gln):
        findings.append(
            error("gln", "gln", f"{quoted(site.gln)} is not a GLN with its check digit.")
        )
    try:
        ZoneInfo(site.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        findings.append(
            error("timezone", "timezone", f"{quoted(site.timezone)} is not an IANA time zone.")
        )
    return tuple(findings)


def check_zones(zones: Sequence[Zone]) -> tuple[Finding, ...]:
    """Findings of zones; paths are `zones[0].code`, counted from 0."""
    findings: list[Finding] = []
    for index, zone in enumerate(zones):
        path = f"zones[{index}]"
        if not is_code(zone.code):
            findings.append(
                error(f"{path}.code", "code", f"{quoted(zone.code)} cannot be a zone code.")
            )
        findings.extend(_check_classes(path, zone))
    return (*findings, *_twice("zones", [zone.code for zone in zones], "zone"))


def check_ways(aisles: Sequence[Aisle], cross_aisles: Sequence[CrossAisle]) -> tuple[Finding, ...]:
    """Findings of aisles and cross-aisles; paths are `aisles[0].x_mm`, `cross_aisles[0].y_mm`."""
    findings: list[Finding] = []
    for index, aisle in enumerate(aisles):
        path = f"aisles[{index}]"
        findings.extend(_check_way(path, aisle.code, aisle.x_mm, "x_mm", aisle.width_mm))
        if aisle.one_way not in ONE_WAYS:
            text = (
                f"Aisle {aisle.code} cannot be walked {aisle.one_way!r}: say up, down or nothing."
            )
            findings.append(error(f"{path}.one_way", "one-way", text))
    for index, way in enumerate(cross_aisles):
        path = f"cross_aisles[{index}]"
        findings.extend(_check_way(path, way.code, way.y_mm, "y_mm", way.width_mm))
    findings.extend(_twice("aisles", [aisle.code for aisle in aisles], "aisle"))
    findings.extend(_twice("cross_aisles", [way.code for way in cross_aisles], "cross-aisle"))
    return tuple(findings)


def _check_way(
    path: str, code: str, at_mm: int, name: str, width_mm: int | None
) -> Iterator[Finding]:
    if not is_code(code):
        yield error(f"{path}.code", "code", f"{quoted(code)} cannot be the code of a way.")
    if abs(at_mm) > SIZE_MAX:
        yield error(f"{path}.{name}", "range", f"{at_mm} is too large for {code}.")
    if width_mm is not None and not 0 < width_mm <= SIZE_MAX:
        text = f"width_mm of {code} is {width_mm}; it must be above 0."
        yield error(f"{path}.width_mm", "positive", text)


def _twice(path: str, codes: Sequence[str], what: str) -> Iterator[Finding]:
    seen: set[str] = set()
    for index, code in enumerate(codes):
        if code in seen:
            yield error(f"{path}[{index}].code", "unique", f"The {what} {code} appears twice.")
        seen.add(code)


def _check_classes(path: str, place: Zone | Bin) -> Iterator[Finding]:
    """Classes are single words, so that a list of them is written with spaces between."""
    for name, words in (
        ("temperature_class", (place.temperature_class,) if place.temperature_class else ()),
        ("hazard_classes", place.hazard_classes),
    ):
        for word in words:
            if not is_code(word) or " " in word:
                text = (
                    f"{quoted(word)} cannot be one of the {name} of {place.code}: it is one word."
                )
                yield error(f"{path}.{name}", "class", text)


def check_bins(bins: Sequence[Bin]) -> tuple[Finding, ...]:
    """Findings of bins before they are put; paths are `bins[0].code`, counted from 0."""
    findings: list[Finding] = []
    if len(bins) > BINS_MAX:
        return (error("bins", "too-many", f"{len(bins)} bins at once; {BINS_MAX} are taken."),)
    seen: set[str] = set()
    for index, bin_ in enumerate(bins):
        path = f"bins[{index}]"
        findings.extend(_check_bin(path, bin_))
        if bin_.code in seen:
            findings.append(
                error(f"{path}.code", "unique-bin", f"The bin {bin_.code} appears twice.")
            )
        seen.add(bin_.code)
    return tuple(findings)


def _check_bin(path: str, bin_: Bin) -> Iterator[Finding]:
    if not is_code(bin_.code):
        yield error(
            f"{path}.code",
            "code",
            f"{quoted(bin_.code)} cannot be a bin code: it starts with a letter or digit and has "
            f"at most {CODE_LENGTH_MAX} printable characters.",
        )
    if bin_.kind is BinKind.VIRTUAL:
        yield error(f"{path}.kind", "virtual", "Virtual bins are made with their site.")
    for name in _TEXTS:
        value = getattr(bin_, name)
        if value and not is_code(value):
            yield error(
                f"{path}.{name}", "code", f"{quoted(value)} cannot be a {name} of {bin_.code}."
            )
    yield from _check_classes(path, bin_)
    for name in _NUMBERS:
        value = getattr(bin_, name)
        if value is not None and abs(value) > SIZE_MAX:
            yield error(f"{path}.{name}", "range", f"{value} is too large for bin {bin_.code}.")
    for name in _SIZES:
        value = getattr(bin_, name)
        if value is not None and not 0 < value <= SIZE_MAX:
            text = f"{name} of {bin_.code} is {value}; it must be above 0."
            yield error(f"{path}.{name}", "positive", text)
