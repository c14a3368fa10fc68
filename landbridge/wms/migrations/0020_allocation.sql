-- Reservations of a line that no pick task works on yet: they hold allocated - released.
ALTER TABLE wms.outbound_line ADD COLUMN held bigint[] NOT NULL DEFAULT '{}';

-- How stock is chosen, for an owner and a class of items; '' means any. The closest row holds:
-- owner and class, then owner, then class, then the one for all. No row: FEFO, in parts.
CREATE TABLE wms.allocation_policy (
  policy_id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  owner text COLLATE "C" NOT NULL DEFAULT '',
  item_class text COLLATE "C" NOT NULL DEFAULT '',
  way text COLLATE "C" NOT NULL
    CHECK (way IN ('fefo', 'fifo', 'lifo', 'small_lots', 'whole_packs')),
  -- Only whole ones of the unit that was ordered (T-22).
  packs_only boolean NOT NULL DEFAULT false,
  -- A line is served in full or not at all.
  whole_lines boolean NOT NULL DEFAULT false,
  shelf_life_remaining_days_min int CHECK (shelf_life_remaining_days_min >= 0),
  changed_at timestamptz NOT NULL,
  changed_by text NOT NULL,
  UNIQUE (owner, item_class)
);

-- When allocated stock goes to the floor: at once, by waves, or as the floor has room for it.
CREATE TABLE wms.release_policy (
  site_id int PRIMARY KEY REFERENCES wms.site,
  mode text COLLATE "C" NOT NULL CHECK (mode IN ('at_once', 'waves', 'capacity')),
  changed_at timestamptz NOT NULL,
  changed_by text NOT NULL
);

-- All nudges for an item are eaten together.
CREATE INDEX allocation_due_item ON wms.allocation_due (item_id, site_id);
