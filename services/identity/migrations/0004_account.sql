-- An account. Everything personal that identity keeps of it is sealed with the account's own key,
-- which stands here wrapped.
CREATE TABLE identity.account (
    id uuid NOT NULL,
    state text NOT NULL,
    login_key bytea NOT NULL,
    login bytea NOT NULL,
    data_key bytea NOT NULL,
    credential_epoch bigint NOT NULL,
    -- Length and head of the account's chain of security events.
    event_sequence bigint NOT NULL,
    event_hash bytea NOT NULL,
    create_time timestamptz NOT NULL,
    activate_time timestamptz,
    CONSTRAINT account_pkey PRIMARY KEY (id),
    CONSTRAINT account_state_known CHECK (state IN ('ACTIVATING', 'ACTIVE', 'LOCKED')),
    CONSTRAINT account_login_key_length CHECK (octet_length(login_key) = 32),
    CONSTRAINT account_credential_epoch_positive CHECK (credential_epoch > 0),
    CONSTRAINT account_event_hash_length CHECK (octet_length(event_hash) = 32),
    CONSTRAINT account_active_since CHECK (state <> 'ACTIVE' OR activate_time IS NOT NULL)
);

CREATE TABLE identity.password_credential (
    account_id uuid NOT NULL,
    record text NOT NULL,
    update_time timestamptz NOT NULL,
    CONSTRAINT password_credential_pkey PRIMARY KEY (account_id),
    CONSTRAINT password_credential_account_fkey
        FOREIGN KEY (account_id) REFERENCES identity.account (id) ON DELETE CASCADE,
    CONSTRAINT password_credential_record_length CHECK (octet_length(record) <= 512)
);

-- Documents that the person accepted when registering.
CREATE TABLE identity.accepted_terms (
    account_id uuid NOT NULL,
    document_id text NOT NULL,
    version text NOT NULL,
    accept_time timestamptz NOT NULL,
    CONSTRAINT accepted_terms_pkey PRIMARY KEY (account_id, document_id, version),
    CONSTRAINT accepted_terms_account_fkey
        FOREIGN KEY (account_id) REFERENCES identity.account (id) ON DELETE CASCADE
);
