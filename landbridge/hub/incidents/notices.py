"""Telling people of incidents, once: by mail or by a signed webhook.

A notice is a row written with its incident. Whoever sends it takes it first, so two workers never
send the same; one that could not be sent is tried again, ever more rarely.
"""

import json
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from psycopg.types.json import Jsonb

from landbridge.connect.config import build_config, described
from landbridge.connect.transports.http import AnswerLost, HttpLink, NotReached
from landbridge.connect.transports.mail import NO_PASSWORD, Mail, MailServer, NotSent, send_mail
from landbridge.connect.transports.webhooks import secret_problem, signed_headers
from landbridge.hub.endpoints.rules import is_name, seal, unseal
from landbridge.hub.events import Event, record
from landbridge.hub.facade.contracts import Mandate, NotFoundError, SettingsRefusedError
from landbridge.hub.facade.views.incidents import Cause, ChannelView
from landbridge.hub.incidents.operations import SQL
from landbridge.hub.incidents.words import TITLES
from landbridge.hub.notes import short
from landbridge.hub.watch.bridge import rows
from landbridge.kit.crypto import Secret, SecretUnreadableError
from landbridge.kit.findings import LandbridgeError
from landbridge.kit.ground import Ground
from landbridge.kit.words import counted

TAKEN_S = 120.0
AGAIN_S, AGAIN_S_MAX = 15.0, 3600.0
SECURITIES = ("tls", "starttls", "none")


def _mail_address(value: str) -> str | None:
    local, at, domain = value.rpartition("@")
    fine = at and local and domain and value.isprintable() and " " not in value
    return None if fine else f"{value!r} is no mail address."


def _mail_addresses(value: str) -> str | None:
    parts = [part.strip() for part in value.split(",")]
    return next((problem for part in parts if (problem := _mail_address(part))), None)


def _web_address(value: str) -> str | None:
    parts = urlsplit(value)
    fine = parts.scheme in ("http", "https") and parts.hostname
    return None if fine else "url must be an address like https://example.com/hook."


@dataclass(frozen=True, slots=True, kw_only=True)
class MailConfig:
    """A mail server, and whom to write to."""

    host: str = described("Name of the mail server", example="mail.example.com")
    to: str = described(
        "Addresses, separated by commas", example="floor@example.com", rule=_mail_addresses
    )
    sender: str = described(
        "Address that the mail comes from", example="landbridge@example.com", rule=_mail_address
    )
    port: int = described("Port of the mail server", default=587)
    security: str = described(
        "How the connection is secured", default="starttls", choices=SECURITIES
    )
    user: str = described("User at the mail server; empty for none", default="", example="bridge")
    password: Secret = described("Password of that user", default=NO_PASSWORD)


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookConfig:
    """An address that is called, signed as standardwebhooks.com describes."""

    url: str = described("Address to call", example="https://example.com/hook", rule=_web_address)
    secret: Secret = described(
        "Signing secret, whsec_ and base64, or a text of 24 bytes at least", rule=secret_problem
    )


KINDS: Mapping[str, type] = {"mail": MailConfig, "webhook": WebhookConfig}


def set_channel(
    ground: Ground, *, name: str, kind: str, values: Mapping[str, object], mandate: Mandate
) -> None:
    """Add a channel, or give one of that name new settings. Raises SettingsRefusedError."""
    if not is_name(name):
        raise LandbridgeError(
            f"{name!r} is no name for a channel",
            remedy="Use up to 40 lower case letters, digits and hyphens; begin with a letter.",
        )
    if kind not in KINDS:
        raise LandbridgeError(f"{kind!r} is no kind", remedy=f"Choose {' or '.join(KINDS)}.")
    config, findings = build_config(KINDS[kind], values)
    if config is None:
        raise SettingsRefusedError(name, findings)
    given = {key: getattr(config, key) for key, value in values.items() if value not in ("", None)}
    stored = Jsonb(seal(given, ground.secrets))
    with ground.pg.transaction() as conn:
        conn.execute(
            SQL["add_channel"],
            {"name": name, "kind": kind, "config": stored, "now": ground.clock.now()},
        )
        _record(ground, conn, "channel_set", mandate, f"{kind} {name}")


def remove_channel(ground: Ground, *, name: str, mandate: Mandate) -> None:
    """Tell it nothing any more. Raises NotFoundError."""
    with ground.pg.transaction() as conn:
        values = {"name": name, "now": ground.clock.now()}
        if conn.execute(SQL["remove_channel"], values).rowcount == 0:
            raise NotFoundError("there is no channel of that name", subject=name)
        _record(ground, conn, "channel_removed", mandate, name)


def channel_list(ground: Ground) -> tuple[ChannelView, ...]:
    with ground.pg.reading() as conn:
        found = rows(conn, SQL["channels"])
    return tuple(
        ChannelView(
            name=row["name"],
            kind=row["kind"],
            target=str(row["config"].get("to") or row["config"].get("url") or ""),
            is_enabled=row["enabled"],
            sent_count=row["sent"],
            waiting_count=row["waiting"] if row["enabled"] else 0,
            why=row["why"],
        )
        for row in found
    )


def send_notices(ground: Ground) -> int:
    """Send what is due; how many incidents were told. Never raises for a channel."""
    told = 0
    while True:
        now = ground.clock.now()
        values = {"now": now, "until": now + timedelta(seconds=TAKEN_S)}
        with ground.pg.transaction() as conn:
            taken = rows(conn, SQL["take_notices"], values)
        if not taken:
            return told
        told += _send(ground, taken)


def _send(ground: Ground, taken: Sequence[Mapping[str, Any]]) -> int:
    channel_id = taken[0]["channel_id"]
    ids = [row["incident_id"] for row in taken]
    with ground.pg.reading() as conn:
        (channel,) = rows(conn, SQL["channel"], {"id": channel_id})
        incidents = rows(conn, SQL["told_incidents"], {"ids": ids})
    why = _tell(ground, channel, incidents)
    where = {"channel": channel_id, "ids": ids}
    with ground.pg.transaction() as conn:
        conn.execute(SQL["channel_trouble"], where | {"why": short(why)})
        if not why:
            conn.execute(SQL["sent"], where | {"now": ground.clock.now()})
            return len(ids)
        tries = max(row["attempts"] for row in taken)
        pause_s = min(AGAIN_S_MAX, AGAIN_S * 2 ** min(tries - 1, 12))
        due = ground.clock.now() + timedelta(seconds=pause_s)
        conn.execute(SQL["not_sent"], where | {"why": short(why), "due": due})
    return 0


def _tell(
    ground: Ground, channel: Mapping[str, Any], incidents: Sequence[Mapping[str, Any]]
) -> str:
    """Why it could not be told, "" if it was."""
    try:
        values = unseal(channel["config"], ground.secrets)
        config, findings = build_config(KINDS[channel["kind"]], values)
        if config is None:
            return " ".join(finding.text for finding in findings)
        name = f"{channel['name']}-{'-'.join(str(one['id']) for one in incidents[:20])}"
        if isinstance(config, MailConfig):
            _mail(ground, config, name, incidents)
        else:
            _call(ground, config, name, incidents)
    except (NotSent, NotReached, AnswerLost, SecretUnreadableError) as fault:
        return str(fault)
    except Exception as fault:  # one channel's trouble must not silence the others
        return f"{type(fault).__name__}: {fault}"
    return ""


def _mail(
    ground: Ground, config: MailConfig, name: str, incidents: Sequence[Mapping[str, Any]]
) -> None:
    first = incidents[0]["title"]
    more = len(incidents) - 1
    subject = f"[Landbridge] {first}" + (f" and {more} more" if more else "")
    text = "\n\n".join(
        f"Incident {one['id']}: {one['title']}\n{TITLES[Cause(one['cause'])]}. {one['sentence']}"
        for one in incidents
    )
    domain = config.sender.rpartition("@")[2]
    server = MailServer(
        host=config.host, port=config.port, security=config.security, user=config.user,
        password=config.password,
    )  # fmt: skip
    mail = Mail(
        sender=config.sender,
        recipients=[part.strip() for part in config.to.split(",")],
        subject=subject,
        text=f"{counted(len(incidents), 'incident')} on the bridge.\n\n{text}\n",
        message_id=f"incident-{name}@{domain}",
    )
    send_mail(server, mail, clock=ground.clock)


def _call(
    ground: Ground, config: WebhookConfig, name: str, incidents: Sequence[Mapping[str, Any]]
) -> None:
    body = json.dumps(
        {
            "type": "incidents.opened",
            "incidents": [
                {
                    "incident_id": one["id"], "cause": one["cause"], "title": one["title"],
                    "sentence": one["sentence"], "opened_at": one["opened_at"].isoformat(),
                }
                for one in incidents
            ],
        },
        ensure_ascii=False,
    ).encode()  # fmt: skip
    parts = urlsplit(config.url)
    headers = signed_headers(f"incident-{name}", body, secret=config.secret,
                             now=ground.clock.now())  # fmt: skip
    link = HttpLink(f"{parts.scheme}://{parts.netloc}", timeout_s=20.0)
    path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
    with closing(link):
        answer = link.request(
            "POST", path, content=body, headers=headers | {"content-type": "application/json"}
        )
    if not 200 <= answer.status < 300:
        raise NotSent(f"it answered with status {answer.status}")


def _record(ground: Ground, conn: Any, result: str, mandate: Mandate, detail: str) -> None:
    event = Event(step="person", result=result, actor=mandate.by, why=mandate.why, detail=detail)
    record(ground, conn, [event])
