-- Proofs of verification that had their effect: one proof has one.
CREATE TABLE identity.consumed_proof (
    verification_id uuid NOT NULL,
    consume_time timestamptz NOT NULL,
    CONSTRAINT consumed_proof_pkey PRIMARY KEY (verification_id)
);

CREATE INDEX consumed_proof_consume_time_idx ON identity.consumed_proof (consume_time);
