-- One message of a verification; the row is the queue entry and, later, its history.
CREATE TABLE verification.delivery (
  verification_id uuid NOT NULL,
  -- Counts the messages of the verification from 1.
  generation smallint NOT NULL,
  lane smallint NOT NULL,
  channel text NOT NULL,
  language text NOT NULL,
  mode text NOT NULL,
  state text NOT NULL,
  -- Keyed HMAC of the destination, for limits.
  destination_tag bytea NOT NULL,
  -- The destination as sealed bytes, until the message has reached its end.
  destination bytea,
  subject_tag bytea NOT NULL,
  record_key bytea NOT NULL,
  traceparent text,
  attempts smallint NOT NULL,
  available_time timestamptz NOT NULL,
  leased_until timestamptz,
  provider_message_id text,
  -- Why the message did not go out: a word of a closed set.
  failure text,
  create_time timestamptz NOT NULL,
  update_time timestamptz NOT NULL,
  CONSTRAINT delivery_pk PRIMARY KEY (verification_id, generation),
  CONSTRAINT delivery_verification_fk FOREIGN KEY (verification_id)
    REFERENCES verification.verification (id),
  CONSTRAINT delivery_channel_known CHECK (channel IN ('SMS', 'EMAIL')),
  CONSTRAINT delivery_mode_known CHECK (mode IN ('SEND', 'SUPPRESS')),
  CONSTRAINT delivery_state_known CHECK (
    state IN ('QUEUED', 'SUBMITTED', 'ACCEPTED', 'DELIVERED', 'UNDELIVERED', 'UNKNOWN', 'SKIPPED')
  ),
  CONSTRAINT delivery_destination_until_end
    CHECK ((state IN ('QUEUED', 'SUBMITTED')) = (destination IS NOT NULL)),
  CONSTRAINT delivery_lease_while_working
    CHECK ((state = 'SUBMITTED') = (leased_until IS NOT NULL))
);

CREATE INDEX delivery_due ON verification.delivery (channel, lane, available_time)
  WHERE state IN ('QUEUED', 'SUBMITTED');

CREATE INDEX delivery_provider_message ON verification.delivery (provider_message_id)
  WHERE provider_message_id IS NOT NULL;

CREATE INDEX delivery_create_time ON verification.delivery (create_time);
