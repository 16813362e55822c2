-- Recoveries of access. One whose code is withheld looks like any other: its account may be one that
-- nobody has. One that has ended keeps no secret.
CREATE TABLE identity.recovery (
    account_id uuid NOT NULL,
    id uuid NOT NULL,
    -- Keyed hash of what was typed: verification counts by it, so that its limits do not tell which
    -- identifiers lead to one account.
    subject_id uuid NOT NULL,
    state text NOT NULL,
    lane text NOT NULL,
    withheld boolean NOT NULL,
    channel text NOT NULL,
    kid text NOT NULL,
    token_hash bytea NOT NULL,
    ticket_hash bytea,
    destination bytea,
    handle bytea,
    code_length integer,
    code_expire_time timestamptz,
    match_attempts integer NOT NULL,
    match_time timestamptz,
    matched boolean NOT NULL,
    create_time timestamptz NOT NULL,
    expire_time timestamptz NOT NULL,
    verify_time timestamptz,
    end_time timestamptz,
    CONSTRAINT recovery_pkey PRIMARY KEY (account_id, id),
    CONSTRAINT recovery_state_known CHECK (
        state IN ('CODE_DUE', 'VERIFIED', 'COMPLETED', 'CANCELED', 'EXPIRED', 'FAILED')
    ),
    CONSTRAINT recovery_lane_known CHECK (lane IN ('DEVICE', 'STRANGER')),
    CONSTRAINT recovery_channel_known CHECK (channel IN ('SMS', 'EMAIL')),
    CONSTRAINT recovery_token_hash_length CHECK (octet_length(token_hash) = 32),
    CONSTRAINT recovery_ticket_hash_length CHECK (octet_length(ticket_hash) = 32),
    CONSTRAINT recovery_code_whole CHECK (num_nulls(code_length, code_expire_time) IN (0, 2)),
    CONSTRAINT recovery_match_attempts_not_negative CHECK (match_attempts >= 0),
    CONSTRAINT recovery_verified_has_ticket
        CHECK ((verify_time IS NULL) = (ticket_hash IS NULL)),
    CONSTRAINT recovery_verified_at_a_time
        CHECK (state NOT IN ('VERIFIED', 'COMPLETED') OR verify_time IS NOT NULL),
    CONSTRAINT recovery_withheld_has_no_effect CHECK (NOT withheld OR verify_time IS NULL),
    CONSTRAINT recovery_ended_has_time
        CHECK ((state IN ('CODE_DUE', 'VERIFIED')) = (end_time IS NULL)),
    CONSTRAINT recovery_ended_is_empty
        CHECK (end_time IS NULL OR (destination IS NULL AND handle IS NULL))
);

CREATE INDEX recovery_id_idx ON identity.recovery (id);

-- What counts against the budgets of an account; strangers cannot make it grow beyond them.
CREATE INDEX recovery_sent_idx ON identity.recovery (account_id, create_time)
WHERE NOT withheld;

-- The sweepers' ways in.
CREATE INDEX recovery_expire_time_idx ON identity.recovery (expire_time)
WHERE end_time IS NULL;

CREATE INDEX recovery_end_time_idx ON identity.recovery (end_time)
WHERE end_time IS NOT NULL;
