-- name: items_by_code
SELECT i.item_id, i.owner, i.code, i.version, i.description, i.base_uom, i.quantity_digits,
       i.lot_controlled, i.expiry_controlled, i.serial_controlled, i.shelf_life_days,
       i.item_class, i.active, i.temperature_class, i.hazard_code
FROM item i
JOIN unnest(%(owners)s::text[], %(codes)s::text[]) AS w (owner, code) USING (owner, code)

-- name: items_by_id
SELECT i.item_id, i.owner, i.code, i.version, i.description, i.base_uom, i.quantity_digits,
       i.lot_controlled, i.expiry_controlled, i.serial_controlled, i.shelf_life_days,
       i.item_class, i.active, i.temperature_class, i.hazard_code
FROM item i
WHERE i.item_id = ANY(%(item_ids)s)

-- name: uoms_of_items
SELECT u.item_id, u.uom, u.numerator, u.denominator, u.pack_level, u.length_mm, u.width_mm,
       u.height_mm, u.gross_weight_g,
       ARRAY(SELECT b.printed FROM item_barcode b
             WHERE b.item_id = u.item_id AND b.uom = u.uom ORDER BY b.barcode) AS barcodes
FROM item_uom u
WHERE u.item_id = ANY(%(item_ids)s)
ORDER BY u.item_id, u.numerator::numeric / u.denominator, u.uom

-- name: items_named
-- By code in any case, or by barcode (in the form of barcode_key).
SELECT i.item_id, NULL::text AS uom FROM item i
WHERE upper(i.code) = upper(%(text)s) AND (%(owner)s = '' OR i.owner = %(owner)s)
UNION
SELECT b.item_id, b.uom FROM item_barcode b JOIN item i USING (item_id)
WHERE b.barcode = %(barcode)s AND (%(owner)s = '' OR i.owner = %(owner)s)

-- name: item_state
-- What forbids a change of the base unit: the item was stocked or ordered.
SELECT i.owner, i.code, i.item_id, i.base_uom,
       EXISTS (SELECT FROM stock_item s WHERE s.owner = i.owner AND s.item = i.code)
       OR EXISTS (SELECT FROM inbound_line l WHERE l.item_id = i.item_id)
       OR EXISTS (SELECT FROM outbound_line l WHERE l.item_id = i.item_id) AS used
FROM item i
JOIN json_to_recordset(%(rows)s) AS w (owner text, code text, base_uom text)
  ON w.owner = i.owner AND w.code = i.code AND w.base_uom <> i.base_uom

-- name: upsert_items
INSERT INTO item AS i (owner, code, version, description, base_uom, quantity_digits,
  lot_controlled, expiry_controlled, serial_controlled, shelf_life_days, item_class,
  temperature_class, hazard_code, active, content, changed_at)
SELECT owner, code, version, description, base_uom, quantity_digits, lot_controlled,
  expiry_controlled, serial_controlled, shelf_life_days, item_class, temperature_class,
  hazard_code, active, content, %(at)s
FROM json_to_recordset(%(rows)s) AS w (owner text, code text, version bigint, description text,
  base_uom text, quantity_digits int, lot_controlled boolean, expiry_controlled boolean,
  serial_controlled boolean, shelf_life_days int, item_class text, temperature_class text,
  hazard_code text, active boolean, content text)
ON CONFLICT (owner, code) DO UPDATE SET
  version = excluded.version, description = excluded.description, base_uom = excluded.base_uom,
  quantity_digits = excluded.quantity_digits, lot_controlled = excluded.lot_controlled,
  expiry_controlled = excluded.expiry_controlled, serial_controlled = excluded.serial_controlled,
  shelf_life_days = excluded.shelf_life_days, item_class = excluded.item_class,
  temperature_class = excluded.temperature_class, hazard_code = excluded.hazard_code,
  active = excluded.active, content = excluded.content, changed_at = excluded.changed_at
RETURNING i.owner, i.code, i.item_id

-- name: drop_uoms
DELETE FROM item_uom WHERE item_id = ANY(%(item_ids)s)

-- name: insert_uoms
INSERT INTO item_uom (item_id, uom, numerator, denominator, pack_level, length_mm, width_mm,
  height_mm, gross_weight_g)
SELECT * FROM json_to_recordset(%(rows)s) AS w (item_id bigint, uom text, numerator int,
  denominator int, pack_level text, length_mm numeric, width_mm numeric, height_mm numeric,
  gross_weight_g numeric)

-- name: insert_barcodes
INSERT INTO item_barcode (barcode, item_id, uom, printed)
SELECT * FROM json_to_recordset(%(rows)s)
  AS w (barcode text, item_id bigint, uom text, printed text)
ON CONFLICT DO NOTHING

-- name: upsert_parties
INSERT INTO party (owner, code, version, name, roles, gln, shelf_life_remaining_days_min, active,
  content, changed_at)
SELECT owner, code, version, name, ARRAY(SELECT json_array_elements_text(roles)), gln,
  shelf_life_remaining_days_min, active, content, %(at)s
FROM json_to_recordset(%(rows)s) AS w (owner text, code text, version bigint, name text,
  roles json, gln text, shelf_life_remaining_days_min int, active boolean, content text)
ON CONFLICT (owner, code) DO UPDATE SET
  version = excluded.version, name = excluded.name, roles = excluded.roles, gln = excluded.gln,
  shelf_life_remaining_days_min = excluded.shelf_life_remaining_days_min,
  active = excluded.active, content = excluded.content, changed_at = excluded.changed_at

-- name: insert_known_numbers
INSERT INTO known_number (number, kind, target_id, meaning)
SELECT upper(number), kind, target_id, meaning
FROM json_to_recordset(%(rows)s) AS w (number text, kind text, target_id bigint, meaning text)
WHERE number <> '' AND length(number) <= 200
ON CONFLICT DO NOTHING

-- name: find_known_numbers
SELECT kind, target_id, meaning, number FROM known_number
WHERE number = upper(%(text)s) LIMIT 20

-- name: sites_by_code
SELECT s.site_id, s.code, s.name, s.timezone, s.gln, s.active,
       coalesce(p.gs1_company_prefix, '') AS gs1_company_prefix,
       coalesce(p.sscc_extension, 0) AS sscc_extension,
       coalesce(p.over_receipt_percent, 0) AS over_receipt_percent
FROM site s LEFT JOIN site_policy p USING (site_id)
WHERE s.code = ANY(%(codes)s)

-- name: sites_by_id
SELECT s.site_id, s.code, s.name, s.timezone, s.gln, s.active,
       coalesce(p.gs1_company_prefix, '') AS gs1_company_prefix,
       coalesce(p.sscc_extension, 0) AS sscc_extension,
       coalesce(p.over_receipt_percent, 0) AS over_receipt_percent
FROM site s LEFT JOIN site_policy p USING (site_id)
WHERE s.site_id = ANY(%(site_ids)s)

-- name: put_site_policy
INSERT INTO site_policy (site_id, gs1_company_prefix, sscc_extension, over_receipt_percent)
SELECT site_id, %(gs1_company_prefix)s, %(sscc_extension)s, %(over_receipt_percent)s
FROM site WHERE code = %(site)s
ON CONFLICT (site_id) DO UPDATE SET gs1_company_prefix = excluded.gs1_company_prefix,
  sscc_extension = excluded.sscc_extension, over_receipt_percent = excluded.over_receipt_percent

-- name: bin_by_code
SELECT b.bin_id, b.code, b.kind, coalesce(z.code, '') AS zone, b.pick_sequence, b.active
FROM bin b LEFT JOIN zone z USING (zone_id)
WHERE b.site_id = %(site_id)s AND NOT b.virtual
  AND (b.code = %(code)s OR b.code = upper(%(code)s))
ORDER BY (b.code = %(code)s) DESC LIMIT 1

-- name: first_bin_of_kind
SELECT b.bin_id, b.code, b.kind, coalesce(z.code, '') AS zone, b.pick_sequence, b.active
FROM bin b LEFT JOIN zone z USING (zone_id)
WHERE b.site_id = %(site_id)s AND b.kind = %(kind)s AND b.active
ORDER BY b.pick_sequence, b.code LIMIT 1

-- name: party_names
SELECT p.owner, p.code, p.name FROM party p
JOIN unnest(%(owners)s::text[], %(codes)s::text[]) AS w (owner, code) USING (owner, code)
