CREATE TABLE outbox_event (
    id uuid NOT NULL,
    destination text NOT NULL,
    payload bytea NOT NULL,
    traceparent text,
    state text NOT NULL,
    attempts integer NOT NULL,
    last_error text,
    create_time timestamptz NOT NULL,
    -- A relay takes the event no earlier; a lease moves it on.
    available_time timestamptz NOT NULL,
    CONSTRAINT outbox_event_pkey PRIMARY KEY (id),
    CONSTRAINT outbox_event_destination_check CHECK (octet_length(destination) BETWEEN 1 AND 32),
    CONSTRAINT outbox_event_payload_check CHECK (octet_length(payload) <= 65536),
    CONSTRAINT outbox_event_traceparent_check CHECK (octet_length(traceparent) <= 64),
    CONSTRAINT outbox_event_state_check CHECK (state IN ('PENDING', 'PARKED')),
    CONSTRAINT outbox_event_attempts_check CHECK (attempts >= 0),
    CONSTRAINT outbox_event_last_error_check
        CHECK (last_error IN ('UNAVAILABLE', 'TIMED_OUT', 'REFUSED', 'UNREADABLE'))
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02);

CREATE INDEX outbox_event_available_time_idx
    ON outbox_event (available_time)
    WHERE state = 'PENDING';

CREATE TABLE received_event (
    id uuid NOT NULL,
    receive_time timestamptz NOT NULL,
    CONSTRAINT received_event_pkey PRIMARY KEY (id)
);

CREATE INDEX received_event_receive_time_idx
    ON received_event (receive_time);

CREATE TABLE idempotency_record (
    scope bytea NOT NULL,
    request_id uuid NOT NULL,
    rpc text NOT NULL,
    fingerprint bytea NOT NULL,
    outcome bytea NOT NULL,
    create_time timestamptz NOT NULL,
    CONSTRAINT idempotency_record_pkey PRIMARY KEY (scope, request_id),
    CONSTRAINT idempotency_record_scope_check CHECK (octet_length(scope) = 32),
    CONSTRAINT idempotency_record_fingerprint_check CHECK (octet_length(fingerprint) <= 65),
    CONSTRAINT idempotency_record_outcome_check CHECK (octet_length(outcome) <= 4096)
);

CREATE INDEX idempotency_record_create_time_idx
    ON idempotency_record (create_time);
