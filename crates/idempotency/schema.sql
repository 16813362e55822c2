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
