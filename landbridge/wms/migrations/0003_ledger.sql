-- Names of what is stocked. Text is stored once; balances and moves carry the number.
CREATE TABLE wms.stock_item (
  item_id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  owner text COLLATE "C" NOT NULL CHECK (owner <> ''),
  item text COLLATE "C" NOT NULL CHECK (item <> ''),
  UNIQUE (owner, item)
);
CREATE INDEX stock_item_by_item ON wms.stock_item (item);

CREATE TABLE wms.lot (
  item_id int NOT NULL REFERENCES wms.stock_item,
  lot text COLLATE "C" NOT NULL CHECK (lot <> ''),
  expiry_on date,
  best_before_on date,
  production_on date,
  received_at timestamptz,
  use_by_on date GENERATED ALWAYS AS (coalesce(expiry_on, best_before_on)) STORED,
  PRIMARY KEY (item_id, lot)
);

-- One row per stock key that ever held stock. The key never changes; the amounts do.
-- `present` and `free` are columns so that an update which does not flip them stays HOT
-- although indexes depend on them: indexes hold open stock only, whatever the history.
CREATE TABLE wms.stock_balance (
  balance_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  site_id int NOT NULL REFERENCES wms.site,
  bin_id int NOT NULL REFERENCES wms.bin,
  item_id int NOT NULL REFERENCES wms.stock_item,
  virtual boolean NOT NULL,
  present boolean NOT NULL GENERATED ALWAYS AS (on_hand <> 0 AND NOT virtual) STORED,
  free boolean NOT NULL GENERATED ALWAYS AS (on_hand > reserved AND NOT virtual) STORED,
  use_by_on date,
  received_at timestamptz NOT NULL,
  on_hand numeric NOT NULL DEFAULT 0,
  reserved numeric NOT NULL DEFAULT 0,
  lot text COLLATE "C" NOT NULL DEFAULT '',
  serial text COLLATE "C" NOT NULL DEFAULT '',
  status text COLLATE "C" NOT NULL CHECK (status <> ''),
  lpn text COLLATE "C" NOT NULL DEFAULT '',
  CONSTRAINT stock_balance_key UNIQUE (item_id, bin_id, lot, serial, status, lpn),
  CONSTRAINT stock_not_negative CHECK (virtual OR on_hand >= 0),
  CONSTRAINT stock_reserved_within CHECK (reserved >= 0 AND (virtual OR reserved <= on_hand)),
  CONSTRAINT stock_virtual_unreserved CHECK (NOT virtual OR reserved = 0),
  CONSTRAINT stock_serial_single CHECK (virtual OR serial = '' OR on_hand <= 1)
) WITH (fillfactor = 75);

CREATE UNIQUE INDEX stock_serial_in_one_place ON wms.stock_balance (item_id, serial)
  WHERE present AND serial <> '';
CREATE INDEX stock_balance_free
  ON wms.stock_balance (item_id, site_id, status, use_by_on, received_at, balance_id) WHERE free;
CREATE INDEX stock_balance_item ON wms.stock_balance (item_id, lot) WHERE present;
CREATE INDEX stock_balance_bin ON wms.stock_balance (bin_id) WHERE present;
CREATE INDEX stock_balance_lot ON wms.stock_balance (lot) WHERE lot <> '';
CREATE INDEX stock_balance_lpn ON wms.stock_balance (lpn) WHERE lpn <> '';
CREATE INDEX stock_balance_serial ON wms.stock_balance (serial) WHERE serial <> '';

-- One row per call of post; its key is remembered for ever. posting_id is drawn while the
-- balances are locked, so for each balance its order is the order of the facts.
CREATE TABLE wms.posting (
  posting_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  key text COLLATE "C" NOT NULL UNIQUE,
  digest bytea NOT NULL,
  at timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL,
  actor text NOT NULL
);

CREATE TABLE wms.stock_move (
  posting_id bigint NOT NULL,
  source_id bigint NOT NULL,
  target_id bigint NOT NULL,
  line int NOT NULL,
  item_id int NOT NULL,
  quantity numeric NOT NULL CHECK (quantity > 0 AND quantity < 1e18),
  source_after numeric NOT NULL,
  target_after numeric NOT NULL,
  reason text COLLATE "C" NOT NULL,
  reason_code text COLLATE "C" NOT NULL,
  document_kind text COLLATE "C" NOT NULL,
  document_number text COLLATE "C" NOT NULL,
  document_line text COLLATE "C" NOT NULL,
  CHECK (source_id <> target_id),
  PRIMARY KEY (posting_id, line)
);
CREATE INDEX stock_move_source ON wms.stock_move (source_id, posting_id, line);
CREATE INDEX stock_move_target ON wms.stock_move (target_id, posting_id, line);
CREATE INDEX stock_move_item ON wms.stock_move (item_id, posting_id, line);
CREATE INDEX stock_move_document ON wms.stock_move (document_number, posting_id, line);

-- Amounts of an item promised without choosing the stock. Its row lock serialises those who
-- reserve the same item; moves do not touch it.
CREATE TABLE wms.item_promise (
  promise_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  site_id int NOT NULL REFERENCES wms.site,
  item_id int NOT NULL REFERENCES wms.stock_item,
  status text COLLATE "C" NOT NULL,
  promised numeric NOT NULL DEFAULT 0 CHECK (promised >= 0),
  UNIQUE (item_id, site_id, status)
) WITH (fillfactor = 75);

CREATE TABLE wms.reservation_request (
  request_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  key text COLLATE "C" NOT NULL UNIQUE,
  digest bytea NOT NULL,
  recorded_at timestamptz NOT NULL,
  actor text NOT NULL,
  shortfalls json NOT NULL
);

CREATE TABLE wms.reservation (
  reservation_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  request_id bigint NOT NULL,
  balance_id bigint,
  promise_id bigint,
  quantity numeric NOT NULL CHECK (quantity > 0 AND quantity < 1e18),
  settled numeric NOT NULL DEFAULT 0 CHECK (settled >= 0),
  state text COLLATE "C" NOT NULL DEFAULT 'open'
    CHECK (state IN ('open', 'settled', 'voided', 'expired')),
  expires_at timestamptz,
  closed_at timestamptz,
  closed_by text,
  document_kind text COLLATE "C" NOT NULL,
  document_number text COLLATE "C" NOT NULL,
  document_line text COLLATE "C" NOT NULL,
  CHECK (settled <= quantity),
  CHECK (num_nonnulls(balance_id, promise_id) = 1),
  CHECK ((state = 'open') = (closed_at IS NULL))
) WITH (fillfactor = 75);
CREATE INDEX reservation_request_rows ON wms.reservation (request_id);
CREATE INDEX reservation_open_balance ON wms.reservation (balance_id) WHERE state = 'open';
CREATE INDEX reservation_open_promise ON wms.reservation (promise_id)
  WHERE state = 'open' AND promise_id IS NOT NULL;
CREATE INDEX reservation_expiring ON wms.reservation (expires_at)
  WHERE state = 'open' AND expires_at IS NOT NULL;
CREATE INDEX reservation_document ON wms.reservation (document_number);

-- Business facts, the warehouse's outbox. Read in the order (epoch, xid, entry_id): see
-- journal_horizon below and docs/decisions/0010.
CREATE TABLE wms.journal (
  entry_id bigint GENERATED ALWAYS AS IDENTITY,
  epoch int NOT NULL,
  xid xid8 NOT NULL,
  posting_id bigint,
  at timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL,
  actor text NOT NULL,
  kind text COLLATE "C" NOT NULL,
  site text COLLATE "C" NOT NULL,
  owner text COLLATE "C" NOT NULL,
  number text COLLATE "C" NOT NULL,
  content json NOT NULL,
  PRIMARY KEY (epoch, xid, entry_id)
);
CREATE INDEX journal_number ON wms.journal (number, entry_id);
CREATE INDEX journal_posting ON wms.journal (posting_id) WHERE posting_id IS NOT NULL;

-- The chain over the journal: each row closes a run of entries that can no longer change.
CREATE TABLE wms.journal_seal (
  seal_id bigint PRIMARY KEY,
  from_epoch int NOT NULL,
  from_xid xid8 NOT NULL,
  from_entry_id bigint NOT NULL,
  to_epoch int NOT NULL,
  to_xid xid8 NOT NULL,
  to_entry_id bigint NOT NULL,
  entry_count int NOT NULL CHECK (entry_count > 0),
  sealed_at timestamptz NOT NULL,
  hash bytea NOT NULL CHECK (length(hash) = 32)
);

-- The first transaction that may still add entries to this database, as seen by `snap`: entries
-- below it are final. Transactions of other databases of the server are told apart by their lock
-- and do not hold readers up; what cannot be told apart counts as ours.
CREATE FUNCTION wms.journal_horizon(snap pg_snapshot) RETURNS xid8
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  horizon xid8;
BEGIN
  IF pg_snapshot_xmin(snap) = pg_snapshot_xmax(snap) THEN
    RETURN pg_snapshot_xmax(snap);
  END IF;
  PERFORM pg_stat_clear_snapshot();
  SELECT min(running) INTO horizon
  FROM pg_snapshot_xip(snap) AS running
  WHERE NOT EXISTS (
    SELECT FROM pg_locks l JOIN pg_stat_activity a USING (pid)
    WHERE l.locktype = 'transactionid' AND l.granted AND l.mode = 'ExclusiveLock'
      AND l.transactionid = running::xid
      AND a.datid <> (SELECT oid FROM pg_database WHERE datname = current_database())
  );
  RETURN coalesce(horizon, pg_snapshot_xmax(snap));
END $$;

-- The epoch for a new entry. After a restore into another server the transaction counter may
-- start lower than what the journal holds; the next epoch keeps the reading order true.
CREATE FUNCTION wms.journal_epoch(snap pg_snapshot) RETURNS int
LANGUAGE sql STABLE AS $$
  SELECT coalesce((
    SELECT CASE WHEN xid >= pg_snapshot_xmax(snap) THEN epoch + 1 ELSE epoch END
    FROM wms.journal ORDER BY epoch DESC, xid DESC, entry_id DESC LIMIT 1
  ), 0)
$$;

CREATE FUNCTION wms.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% of % is refused: it is append-only', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'restrict_violation',
          HINT = 'Post an opposite move or a new fact instead.';
END $$;

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['stock_item', 'posting', 'stock_move', 'journal', 'journal_seal']
  LOOP
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON wms.%I
      FOR EACH ROW EXECUTE FUNCTION wms.refuse_change()', name);
    EXECUTE format('CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON wms.%I
      FOR EACH STATEMENT EXECUTE FUNCTION wms.refuse_change()', name);
    EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON wms.%I FROM landbridge_wms', name);
  END LOOP;
END $$;

CREATE TRIGGER key_is_for_ever
  BEFORE UPDATE OF balance_id, site_id, bin_id, item_id, virtual, lot, serial, status, lpn
  ON wms.stock_balance FOR EACH ROW EXECUTE FUNCTION wms.refuse_change();
CREATE TRIGGER never_deleted BEFORE DELETE ON wms.stock_balance
  FOR EACH ROW EXECUTE FUNCTION wms.refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON wms.stock_balance FROM landbridge_wms;
GRANT UPDATE (on_hand, reserved, received_at, use_by_on) ON wms.stock_balance TO landbridge_wms;
REVOKE DELETE, TRUNCATE ON wms.lot, wms.item_promise, wms.reservation, wms.reservation_request
  FROM landbridge_wms;
