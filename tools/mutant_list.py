"""The mutants: one fault each, as a text in a file and what stands there instead."""

from dataclasses import dataclass

HUB, WMS = "landbridge/hub", "landbridge/wms"


@dataclass(frozen=True, slots=True)
class Mutant:
    """what: the fault, for the kill table.  old stands in file exactly once.

    also: further patches, each file, old and new, where one fault stands in several places.
    """

    name: str
    what: str
    file: str
    old: str
    new: str
    also: tuple[tuple[str, str, str], ...] = ()

    @property
    def patches(self) -> tuple[tuple[str, str, str], ...]:
        return ((self.file, self.old, self.new), *self.also)


MUTANTS: tuple[Mutant, ...] = (
    # ------------------------------------------------------------ the way in
    Mutant(
        "position_first", "the cursor is moved in a transaction of its own, before the payloads",
        f"{HUB}/streams/operations.py",
        "    with ground.pg.transaction() as conn:\n        accepted = store(\n",
        "    with ground.pg.transaction() as conn:\n"
        "        conn.execute(SQL[statement], place.values() | {'cursor': pulled.cursor,"
        " 'pulled': 0, 'accepted': 0, 'announced': 0})\n"
        "    with ground.pg.transaction() as conn:\n        accepted = store(\n",
    ),
    Mutant(
        "no_sweep", "a source is never read again from an earlier position",
        f"{HUB}/streams/operations.py",
        "    return now - standing.swept_at >= timedelta(seconds=interval_s)\n",
        "    return False\n",
    ),
    Mutant(
        "work_forgotten", "a payload is stored, but the work on it is not",
        f"{HUB}/intake/operations.py",
        "        ((answer.envelope_id, endpoint_id, len(one.payload.content), now)"
        " for one, answer in fresh),\n",
        "        ((answer.envelope_id, endpoint_id, len(one.payload.content), now)"
        " for one, answer in fresh[:1]),\n",
    ),
    Mutant(
        "finish_first", "a payload counts as translated before its messages are written",
        f"{HUB}/translate/operations.py",
        "        done = conn.execute(SQL[\"finish\"], {\"token\": lease.token},"
        " prepare=False).rowcount\n",
        "        with ground.pg.transaction() as other:\n"
        "            done = other.execute(SQL[\"finish\"], {\"token\": lease.token},"
        " prepare=False).rowcount\n",
    ),
    Mutant(
        "late_version_travels", "an older version that comes late is passed on to the target",
        f"{HUB}/translate/rules.py",
        "        if latest.version > one.version:\n",
        "        if False:\n",
        # Either guard alone is enough: overtaken deliveries are not sent.
        also=(
            (
                f"{HUB}/deliver/carrying.py",
                "    if one.newer is not None and not one.uncertain:\n",
                "    if False:\n",
            ),
        ),
    ),
    Mutant(
        "versions_unknown", "versions are not recognised: dedup by open work only",
        f"{HUB}/translate/rules.py",
        "        if same.content_hash == one.content_hash:\n"
        "            return Judged(Verdict.DUPLICATE, same)\n",
        "        if same.content_hash == one.content_hash:\n"
        "            return Judged(Verdict.CONFLICT, same)\n",
    ),
    Mutant(
        "back_is_nothing", "a version that goes back to what it was overtakes nothing",
        f"{HUB}/translate/rules.py",
        "        elif verdict.verdict is Verdict.UNCHANGED:\n",
        "        elif False:\n",
        also=(
            (
                f"{HUB}/translate/sql/translate.sql",
                "            AND u.number = i.number AND u.version > l.version\n",
                "            AND u.number = i.number AND u.version > l.version AND false\n",
            ),
        ),
    ),
    # ------------------------------------------------------------ on the bridge
    Mutant(
        "route_and_forget", "messages leave the queue, their deliveries are not written",
        f"{HUB}/route/operations.py",
        "        _deliver(ground, conn, source_id, chosen, lingers, now)\n",
        "        _deliver(ground, conn, source_id, chosen[:1], lingers, now)\n",
    ),
    Mutant(
        "supersede_all", "a newer version takes the place of every older document of its order",
        f"{HUB}/route/sql/route.sql",
        "        AND d.kind = i.kind AND d.owner = i.owner AND d.number = i.number\n"
        "        AND d.version < i.version AND d.lease_token IS NULL\n",
        "        AND d.lease_token IS NULL AND d.message_id <> 0\n",
    ),
    Mutant(
        "no_order", "deliveries of one order do not wait for each other",
        f"{HUB}/deliver/sql/deliver.sql",
        "             AND (e.id < d.id AND e.state IN ('due', 'waiting')"
        " OR e.lease_token IS NOT NULL)\n",
        "             AND false\n",
    ),
    Mutant(
        "lease_ignored", "a delivery in another worker's hands is taken, too",
        f"{HUB}/deliver/sql/deliver.sql",
        "     AND (d.lease_until IS NULL OR d.lease_until <= %(now)s)\n",
        "",
        also=(
            (
                f"{HUB}/deliver/sql/deliver.sql",
                "        AND (d.lease_until IS NULL OR d.lease_until <= %(now)s))\n",
                "        )\n",
            ),
        ),
    ),
    Mutant(
        "lease_for_ever", "the lease of a dead worker never ends",
        f"{HUB}/leases.py",
        "    return Lease(worker_id, row[0], now, now + timedelta(seconds=lease_s))\n",
        "    return Lease(worker_id, row[0], now, now + timedelta(days=lease_s))\n",
    ),
    Mutant(
        "no_fencing",
        "a worker that stood still for longer than its lease pushes all the same",
        f"{HUB}/deliver/operations.py",
        "    ours = {row[0] for row in rows}\n",
        "    ours = {row[0] for row in rows} | {one.id for one in leased}\n",
    ),
    Mutant(
        "ask_nothing", "after a lost answer it is sent again without asking first",
        f"{HUB}/deliver/carrying.py",
        "        if one.uncertain:\n",
        "        if False:\n",
    ),
    Mutant(
        "unknown_is_no", "an unknown outcome counts as nothing done",
        f"{HUB}/deliver/rules.py",
        "            settled.reason = \"unknown\"\n            settled.why = outcome.why\n"
        "            settled.uncertain = True\n",
        "            settled.reason = \"unknown\"\n            settled.why = outcome.why\n",
    ),
    Mutant(
        "crash_is_no", "a delivery in the hands of a dead worker counts as never begun",
        f"{HUB}/deliver/sql/deliver.sql",
        "       uncertain = d.uncertain OR c.lease_token IS NOT NULL,\n",
        "       uncertain = d.uncertain,\n",
    ),
    Mutant(
        "status_is_enough", "any answer without an exception counts as delivered",
        f"{HUB}/deliver/carrying.py",
        "        return [Unknown(why)] * len(parcels)\n",
        "        return [Delivered()] * len(parcels)\n",
    ),
    Mutant(
        "exception_is_no", "an exception during a push counts as nothing done",
        f"{HUB}/deliver/carrying.py",
        "        return [Unknown(f\"{type(fault).__name__}: {fault}\")] * len(parcels)\n",
        "        return [Unavailable(str(fault), None)] * len(parcels)\n",
    ),
    Mutant(
        "key_per_attempt", "each attempt has an idempotency key of its own",
        f"{HUB}/deliver/rules.py",
        "        (source, target, leased.kind, leased.owner, leased.number, str(leased.version))\n",
        "        (source, target, leased.kind, leased.owner, leased.number, str(leased.version),"
        " str(leased.attempts))\n",
    ),
    # ------------------------------------------------------------ the warehouse
    Mutant(
        "no_outbox", "a count is posted, the fact about it is not written",
        f"{WMS}/facade/counting.py",
        "        facts = _facts(conn, place.code, changes, now) if announce else []\n",
        "        facts = []\n",
    ),
    Mutant(
        "journal_open", "the journal is read without looking at transactions that still run",
        f"{WMS}/ledger/sql/journal.sql",
        "  WHERE (j.epoch, j.xid, j.entry_id) > (%(epoch)s, %(xid)s::text::xid8, %(entry)s)\n"
        "    AND (j.epoch, j.xid) < (bound.epoch, bound.xid)\n"
        "  ORDER BY j.epoch, j.xid, j.entry_id\n  LIMIT %(limit)s\n) j ON true\n"
        "CROSS JOIN LATERAL (\n",
        "  WHERE (j.epoch, j.xid, j.entry_id) > (%(epoch)s, %(xid)s::text::xid8, %(entry)s)\n"
        "  ORDER BY j.epoch, j.xid, j.entry_id\n  LIMIT %(limit)s\n) j ON true\n"
        "CROSS JOIN LATERAL (\n",
    ),
    Mutant(
        "cursor_skips", "`>` on the transaction alone: entries of one transaction are one place",
        f"{WMS}/ledger/sql/journal.sql",
        "LEFT JOIN LATERAL (\n  SELECT * FROM journal j\n"
        "  WHERE (j.epoch, j.xid, j.entry_id) > (%(epoch)s, %(xid)s::text::xid8, %(entry)s)\n"
        "    AND (j.epoch, j.xid) < (bound.epoch, bound.xid)\n"
        "  ORDER BY j.epoch, j.xid, j.entry_id\n  LIMIT %(limit)s\n) j ON true\n"
        "CROSS JOIN LATERAL (\n",
        "LEFT JOIN LATERAL (\n  SELECT * FROM journal j\n"
        "  WHERE (j.epoch, j.xid) > (%(epoch)s, %(xid)s::text::xid8)"
        " AND %(entry)s::bigint IS NOT NULL\n"
        "    AND (j.epoch, j.xid) < (bound.epoch, bound.xid)\n"
        "  ORDER BY j.epoch, j.xid, j.entry_id\n  LIMIT %(limit)s\n) j ON true\n"
        "CROSS JOIN LATERAL (\n",
    ),
    Mutant(
        "key_forgotten", "a form pressed twice is done twice",
        f"{WMS}/forms/operations.py",
        "        if not fresh:\n",
        "        if False:\n",
    ),
    Mutant(
        "any_version", "the warehouse takes an older version after a newer one",
        f"{WMS}/facade/acceptance.py",
        "    if newest is not None and document.version <= newest:\n",
        "    if newest is not None and document.version == newest:\n",
    ),
    Mutant(
        "accepted_forgotten", "the warehouse does not remember what it has taken",
        f"{WMS}/facade/acceptance.py",
        "    _remember(conn, taken, at)\n",
        "    _remember(conn, taken[1:], at)\n",
    ),
    Mutant(
        "float_quantity", "quantities pass through a binary float",
        f"{WMS}/ledger/rules.py",
        "            quantity = move.quantity\n            received_at",
        "            quantity = Decimal(float(move.quantity) * 1.1 / 1.1)\n            received_at",
    ),
    Mutant(
        "factor_lost", "a case counts as one piece",
        f"{WMS}/master/rules.py",
        "            base = convert(quantity, unit.factor)\n",
        "            base = quantity\n",
    ),
    Mutant(
        "promised_twice",
        "stock that is promised to one order is free for the next",
        f"{WMS}/ledger/sql/reserving.sql",
        "SET reserved = b.reserved + given.amount\n",
        "SET reserved = b.reserved + 0 * given.amount\n",
    ),
    Mutant(
        "kept_promised", "picked goods stay promised",
        f"{WMS}/ledger/holding.py",
        "            standing.reserved -= change.released\n",
        "            standing.reserved -= 0 * change.released\n",
    ),
    Mutant(
        "seal_skips", "the seal of the journal leaves an entry out",
        f"{WMS}/ledger/sealing.py",
        "        digest = chain(bytes(previous), rows)\n",
        "        digest = chain(bytes(previous), rows[:3])\n",
    ),
    # ------------------------------------------------------------ the ground
    Mutant(
        "conflict_swallowed", "a serialization failure is answered as if it were done",
        "landbridge/kit/pg/database.py",
        "                if attempt == CONFLICT_TRIES_MAX:\n                    raise\n",
        "                return None  # type: ignore[return-value]\n",
    ),
)  # fmt: skip
