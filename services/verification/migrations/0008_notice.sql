-- One message that carries no code; the row is the queue entry and, later, its history.
CREATE TABLE verification.notice (
  -- Derived from the caller and its request, so that a repeat finds it.
  id uuid NOT NULL,
  caller text NOT NULL,
  -- Keyed HMAC of the request's body, with the id of its key.
  fingerprint text NOT NULL,
  lane smallint NOT NULL,
  channel text NOT NULL,
  language text NOT NULL,
  template text NOT NULL,
  state text NOT NULL,
  -- The destination and the variables as sealed bytes, until the message has reached its end.
  destination bytea,
  variables bytea,
  traceparent text,
  attempts smallint NOT NULL,
  -- Hand-overs of which nobody knows whether the message went out.
  unclear smallint NOT NULL,
  available_time timestamptz NOT NULL,
  -- After this nobody needs it.
  expire_time timestamptz NOT NULL,
  leased_until timestamptz,
  provider_message_id text,
  -- Why the message did not go out: a word of a closed set.
  failure text,
  create_time timestamptz NOT NULL,
  update_time timestamptz NOT NULL,
  CONSTRAINT notice_pk PRIMARY KEY (id),
  CONSTRAINT notice_lane_known CHECK (lane IN (1, 2)),
  CONSTRAINT notice_channel_known CHECK (channel IN ('SMS', 'EMAIL')),
  CONSTRAINT notice_template_known CHECK (
    template IN (
      'NEW_LOGIN', 'PASSWORD_CHANGED', 'SERVICE_LINKED', 'SERVICE_UNLINKED', 'HOLDER_CHANGED',
      'PERSONAL_DATA_CHANGED'
    )
  ),
  CONSTRAINT notice_state_known CHECK (
    state IN ('QUEUED', 'SUBMITTED', 'ACCEPTED', 'DELIVERED', 'UNDELIVERED', 'UNKNOWN', 'SKIPPED')
  ),
  CONSTRAINT notice_destination_until_end
    CHECK ((state IN ('QUEUED', 'SUBMITTED')) = (destination IS NOT NULL)),
  CONSTRAINT notice_variables_until_end
    CHECK ((destination IS NULL) = (variables IS NULL)),
  CONSTRAINT notice_lease_while_working
    CHECK ((state = 'SUBMITTED') = (leased_until IS NOT NULL)),
  CONSTRAINT notice_attempts_counted CHECK (attempts >= 0),
  CONSTRAINT notice_unclear_counted CHECK (unclear >= 0)
);

CREATE INDEX notice_due ON verification.notice (channel, lane, available_time)
  WHERE state IN ('QUEUED', 'SUBMITTED');

CREATE INDEX notice_provider_message ON verification.notice (provider_message_id)
  WHERE provider_message_id IS NOT NULL;

CREATE INDEX notice_create_time ON verification.notice (create_time);
