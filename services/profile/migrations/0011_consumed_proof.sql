-- Proofs of verification that had their effect: each has one.
CREATE TABLE profile.consumed_proof (
    account_id uuid NOT NULL,
    verification_id uuid NOT NULL,
    consume_time timestamptz NOT NULL,
    CONSTRAINT consumed_proof_pkey PRIMARY KEY (account_id, verification_id)
);

CREATE INDEX consumed_proof_consume_time_idx
    ON profile.consumed_proof (consume_time);
