-- Action tokens of messages that had their effect: a token has one.
CREATE TABLE identity.used_action_token (
    account_id uuid NOT NULL,
    token_id bytea NOT NULL,
    use_time timestamptz NOT NULL,
    -- When the token ends by itself, and its use may be forgotten.
    expire_time timestamptz NOT NULL,
    CONSTRAINT used_action_token_pkey PRIMARY KEY (account_id, token_id),
    CONSTRAINT used_action_token_id_length CHECK (octet_length(token_id) = 32)
);

CREATE INDEX used_action_token_expire_time_idx ON identity.used_action_token (expire_time);
