-- A chain of seals over what is never changed: payloads, final deliveries, events. Each covers the
-- rows since the seal before, and its digest covers that seal's digest.  members: sha256 of each
-- row's text, in order.  *_last: the highest id that is sealed, of each table.
CREATE TABLE hub.seal (
  seal_id bigint PRIMARY KEY,
  made_at timestamptz NOT NULL,
  envelope_last bigint NOT NULL,
  delivery_last bigint NOT NULL,
  event_last bigint NOT NULL,
  members bytea[] NOT NULL,
  previous bytea NOT NULL,
  digest bytea NOT NULL
);
CREATE INDEX seal_envelope ON hub.seal (envelope_last);
CREATE INDEX seal_delivery ON hub.seal (delivery_last);
REVOKE UPDATE, DELETE ON hub.seal FROM landbridge_hub;

-- What is sealed of each row.
CREATE FUNCTION hub.sealed_envelope(e hub.envelope) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT concat_ws('|', 'envelope', e.id, e.endpoint_id, e.source_key,
                   encode(e.content_hash, 'hex'), extract(epoch FROM e.received_at))
$$;
CREATE FUNCTION hub.sealed_delivery(d hub.closed_delivery) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT concat_ws('|', 'delivery', d.id, d.message_id, d.source_id, d.target_id, d.kind, d.owner,
                   d.number, d.version, d.state, extract(epoch FROM d.closed_at), d.ack,
                   d.target_number, d.asked_by, d.asked_why,
                   (SELECT encode(sha256(m.content), 'hex') FROM hub.message m
                     WHERE m.id = d.message_id LIMIT 1))
$$;
CREATE FUNCTION hub.sealed_event(e hub.event) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT concat_ws('|', 'event', e.id, extract(epoch FROM e.at), e.step, e.result, e.endpoint_id,
                   e.envelope_id, e.message_id, e.delivery_id, e.actor, e.why, e.detail)
$$;

-- Ed25519; the private half sealed with the installation's secret key.
CREATE TABLE hub.signing_key (
  id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  public bytea NOT NULL,
  private text NOT NULL,
  made_at timestamptz NOT NULL
);
REVOKE UPDATE, DELETE ON hub.signing_key FROM landbridge_hub;
