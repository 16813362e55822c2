-- Access tokens that are void before their time: those of a session below an epoch. A session that
-- has ended has no epoch any more that is high enough. Read by time, kept for an hour.
CREATE TABLE identity.revocation (
    account_id uuid NOT NULL,
    session_id uuid NOT NULL,
    epoch bigint NOT NULL,
    revoke_time timestamptz NOT NULL,
    CONSTRAINT revocation_pkey PRIMARY KEY (account_id, session_id, epoch),
    CONSTRAINT revocation_epoch_positive CHECK (epoch > 0)
);

CREATE INDEX revocation_revoke_time_idx ON identity.revocation (revoke_time, session_id, epoch);
