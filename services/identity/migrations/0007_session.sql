-- Sessions. Network and user agent are sealed with the account's own key.
CREATE TABLE identity.session (
    account_id uuid NOT NULL,
    id uuid NOT NULL,
    client_id text NOT NULL,
    credential_epoch bigint NOT NULL,
    methods text[] NOT NULL,
    place bytea NOT NULL,
    device_hash bytea NOT NULL,
    -- Key that the first tokens of the session are derived with.
    token_kid text NOT NULL,
    -- Raised when every refresh token is replaced at once.
    refresh_family integer NOT NULL,
    create_time timestamptz NOT NULL,
    authentication_time timestamptz NOT NULL,
    last_use_time timestamptz NOT NULL,
    idle_expire_time timestamptz NOT NULL,
    expire_time timestamptz NOT NULL,
    end_time timestamptz,
    end_reason text,
    CONSTRAINT session_pkey PRIMARY KEY (account_id, id),
    CONSTRAINT session_device_hash_length CHECK (octet_length(device_hash) = 32),
    CONSTRAINT session_end_reason_known CHECK (
        end_reason IN ('REVOKED', 'ALL_REVOKED', 'TOKEN_REUSED', 'PASSWORD_CHANGED')
    ),
    CONSTRAINT session_ended_for_a_reason CHECK ((end_time IS NULL) = (end_reason IS NULL)),
    CONSTRAINT session_idle_within_life CHECK (idle_expire_time <= expire_time)
);

CREATE INDEX session_expire_time_idx ON identity.session (expire_time);

-- Refresh tokens by their SHA-256. A used one stays, so that its second use is noticed.
CREATE TABLE identity.refresh_token (
    hash bytea NOT NULL,
    account_id uuid NOT NULL,
    session_id uuid NOT NULL,
    family integer NOT NULL,
    counter integer NOT NULL,
    create_time timestamptz NOT NULL,
    expire_time timestamptz NOT NULL,
    use_time timestamptz,
    -- Keyed hash of the device that used it, and what its successor was derived with.
    use_device bytea,
    successor_kid text,
    successor_hash bytea,
    CONSTRAINT refresh_token_pkey PRIMARY KEY (hash),
    CONSTRAINT refresh_token_hash_length CHECK (octet_length(hash) = 32),
    CONSTRAINT refresh_token_used_whole
        CHECK (num_nulls(use_time, use_device, successor_kid, successor_hash) IN (0, 4))
);

CREATE INDEX refresh_token_session_idx ON identity.refresh_token (account_id, session_id);
CREATE INDEX refresh_token_expire_time_idx ON identity.refresh_token (expire_time);

-- Devices that have logged in to an account, by the SHA-256 of their token.
CREATE TABLE identity.known_device (
    account_id uuid NOT NULL,
    device_hash bytea NOT NULL,
    create_time timestamptz NOT NULL,
    last_use_time timestamptz NOT NULL,
    CONSTRAINT known_device_pkey PRIMARY KEY (account_id, device_hash),
    CONSTRAINT known_device_hash_length CHECK (octet_length(device_hash) = 32)
);

CREATE INDEX known_device_last_use_time_idx ON identity.known_device (last_use_time);
