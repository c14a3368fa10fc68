"""A connector's manifest: `manifest.toml`, read into typed form."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from typing import Any

TIERS = ("bronze", "silver", "gold")
DIRECTIONS = ("in", "out")
LINGER_S_MAX = 60.0
CAPABILITIES = ("source", "receiver", "sink", "census", "nudge", "history", "changes")


class ManifestError(ValueError):
    """The manifest is not complete; the text names the connector and the field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaks:
    """One document in one direction. `in`: outside -> bridge; `out`: bridge -> outside.

    map: file in `maps/`, or "" where syntax is `canon`.  wire_type: as in `Payload.wire_type`.
    stream: the source's stream that carries it ("" if the connector is no source of it).
    linger_s: out only, for what tells a state and nothing else: how long it waits for a newer
    version of itself, which then goes in its place. Everything else goes before it.
    """

    document: str
    direction: str
    map: str = ""
    wire_type: str = ""
    stream: str = ""
    linger_s: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """tested: versions of the outside system it was really run against, as text.

    needs: facilities it must be given by the composition root (see `registry.Surroundings`).
    """

    name: str
    title: str
    tier: str
    syntax: str
    summary: str = ""
    transports: tuple[str, ...] = ()
    capabilities: tuple[str, ...] = ()
    speaks: tuple[Speaks, ...] = ()
    tested: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    poll_interval_s: float = 1.0
    sweep_interval_s: float = 300.0
    push_chunk_size: int = 50

    def speaks_out(self, document: str) -> Speaks | None:
        return next(
            (s for s in self.speaks if s.direction == "out" and s.document == document), None
        )

    @property
    def lingers(self) -> dict[str, float]:
        """Seconds by document, for those that wait for a newer version of themselves."""
        told = (s for s in self.speaks if s.direction == "out" and s.linger_s)
        return {s.document: s.linger_s for s in told}

    def speaks_in(self, wire_type: str) -> Speaks | None:
        return next(
            (s for s in self.speaks if s.direction == "in" and s.wire_type == wire_type), None
        )


def read_manifest(file: Traversable) -> Manifest:
    """Read and check a manifest. Raises ManifestError."""
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ManifestError(f"{file}: {error}") from error
    return parse_manifest(table, source=str(file))


def _texts(value: object, name: str) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or not all(isinstance(item, str) for item in value):
        raise TypeError(f"{name} is not a list of texts")
    return tuple(value)


def parse_manifest(table: Mapping[str, Any], *, source: str) -> Manifest:
    try:
        values = dict(table)
        values["speaks"] = tuple(Speaks(**entry) for entry in values.get("speaks", ()))
        for name in ("transports", "capabilities", "tested", "needs"):
            values[name] = _texts(values.get(name, []), name)
        manifest = Manifest(**values)
        for name in ("poll_interval_s", "sweep_interval_s", "push_chunk_size"):
            if not isinstance(getattr(manifest, name), int | float):
                raise TypeError(f"{name} is not a number")
    except TypeError as error:
        raise ManifestError(f"{source}: {error}") from error
    if manifest.tier not in TIERS:
        raise ManifestError(f"{source}: tier {manifest.tier!r} is not one of {', '.join(TIERS)}")
    if unknown := set(manifest.capabilities) - set(CAPABILITIES):
        raise ManifestError(f"{source}: unknown capabilities {', '.join(sorted(unknown))}")
    for entry in manifest.speaks:
        if entry.direction not in DIRECTIONS:
            raise ManifestError(f"{source}: {entry.document} has direction {entry.direction!r}")
        if not isinstance(entry.linger_s, int | float) or not 0 <= entry.linger_s <= LINGER_S_MAX:
            words = f"linger_s is not from 0 to {LINGER_S_MAX:g} seconds"
            raise ManifestError(f"{source}: {entry.document}: {words}")
    return manifest
