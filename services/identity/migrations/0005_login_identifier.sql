-- Confirmed contacts that log in, as keyed hashes: one contact logs one account in.
CREATE TABLE identity.login_identifier (
    identifier_index bytea NOT NULL,
    kind text NOT NULL,
    account_id uuid NOT NULL,
    create_time timestamptz NOT NULL,
    CONSTRAINT login_identifier_pkey PRIMARY KEY (identifier_index),
    CONSTRAINT login_identifier_index_length CHECK (octet_length(identifier_index) = 32),
    CONSTRAINT login_identifier_kind_known CHECK (kind IN ('MOBILE', 'EMAIL'))
);

CREATE INDEX login_identifier_account_idx ON identity.login_identifier (account_id);
