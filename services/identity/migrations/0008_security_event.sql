-- What happened to an account, append-only. `hash` is SHA-256(hash of the event before | sequence |
-- digest of the event), and the account keeps the last one.
CREATE TABLE identity.security_event (
    account_id uuid NOT NULL,
    sequence bigint NOT NULL,
    kind text NOT NULL,
    session_id uuid,
    place bytea NOT NULL,
    hash bytea NOT NULL,
    occur_time timestamptz NOT NULL,
    CONSTRAINT security_event_pkey PRIMARY KEY (account_id, sequence),
    CONSTRAINT security_event_kind_known CHECK (
        kind IN ('ACCOUNT_CREATED', 'LOGIN_SUCCEEDED', 'LOGIN_FAILED', 'SESSION_REVOKED',
            'ALL_SESSIONS_REVOKED', 'REFRESH_TOKEN_REUSED', 'PASSWORD_CHANGED', 'REAUTHENTICATED')
    ),
    CONSTRAINT security_event_hash_length CHECK (octet_length(hash) = 32)
);

CREATE FUNCTION identity.refuse_change_of_security_event() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'security events are append-only';
END
$$;

CREATE TRIGGER security_event_append_only
BEFORE UPDATE ON identity.security_event
FOR EACH ROW EXECUTE FUNCTION identity.refuse_change_of_security_event();
