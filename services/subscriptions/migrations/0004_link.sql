-- Which accounts read which contracts. A link without a contract is a decoy: a row like any other,
-- whose code never comes. What the person typed is sealed.
CREATE TABLE subscriptions.link (
    account_id uuid NOT NULL,
    link_id uuid NOT NULL,
    contract_id uuid,
    holder_generation integer,
    kind text NOT NULL,
    region_code text NOT NULL,
    identifier_type text NOT NULL,
    identifier bytea NOT NULL,
    label bytea,
    locator bytea NOT NULL,
    state text NOT NULL,
    end_reason text,
    assurance text,
    -- Since when the contract had had the contact that its code went to, as it stood at the proof.
    contact_since timestamptz,
    version bigint NOT NULL,
    create_time timestamptz NOT NULL,
    activate_time timestamptz,
    end_time timestamptz,
    expire_time timestamptz NOT NULL,
    update_time timestamptz NOT NULL,
    CONSTRAINT link_pkey PRIMARY KEY (account_id, link_id),
    CONSTRAINT link_contract_together CHECK ((contract_id IS NULL) = (holder_generation IS NULL)),
    CONSTRAINT link_kind_known CHECK (kind IN ('MOBILE', 'LANDLINE', 'BROADBAND', 'TV', 'OTHER')),
    CONSTRAINT link_identifier_type_known CHECK (
        identifier_type IN ('PHONE_NUMBER', 'ACCOUNT_NUMBER', 'CONTRACT_NUMBER')
    ),
    CONSTRAINT link_locator_length CHECK (octet_length(locator) = 32),
    CONSTRAINT link_state_known CHECK (
        state IN ('PENDING_PROOF', 'ACTIVE', 'REVOKED', 'EXPIRED', 'FAILED', 'CANCELLED')
    ),
    CONSTRAINT link_end_reason_known CHECK (
        end_reason IN (
            'PERSON', 'TIME_OVER', 'ATTEMPTS_SPENT', 'LINKED_BEFORE', 'CONTRACT_CHANGED',
            'HOLDER_CHANGED'
        )
    ),
    CONSTRAINT link_ended_together CHECK (
        (state IN ('PENDING_PROOF', 'ACTIVE')) = (end_time IS NULL)
        AND (end_time IS NULL) = (end_reason IS NULL)
    ),
    CONSTRAINT link_proven_together CHECK (
        (state IN ('ACTIVE', 'REVOKED')) = (activate_time IS NOT NULL)
        AND (activate_time IS NULL) = (assurance IS NULL)
        AND (activate_time IS NULL OR contract_id IS NOT NULL)
    ),
    CONSTRAINT link_assurance_known CHECK (assurance IN ('NUMBER', 'CONTACT_OF_RECORD')),
    CONSTRAINT link_version_positive CHECK (version > 0)
);

-- An account reads a contract through one link.
CREATE UNIQUE INDEX link_active_contract_idx
    ON subscriptions.link (account_id, contract_id)
    WHERE state = 'ACTIVE';

CREATE INDEX link_create_time_idx
    ON subscriptions.link (account_id, create_time);

CREATE INDEX link_pending_idx
    ON subscriptions.link (account_id, expire_time)
    WHERE state = 'PENDING_PROOF';

CREATE INDEX link_expire_time_idx
    ON subscriptions.link (expire_time)
    WHERE state = 'PENDING_PROOF';

CREATE INDEX link_end_time_idx
    ON subscriptions.link (end_time)
    WHERE end_time IS NOT NULL;

-- The active links once more, found by their contract.
CREATE TABLE subscriptions.contract_link (
    contract_id uuid NOT NULL,
    link_id uuid NOT NULL,
    account_id uuid NOT NULL,
    holder_generation integer NOT NULL,
    CONSTRAINT contract_link_pkey PRIMARY KEY (contract_id, link_id)
);

-- Codes that were asked for. One that is withheld is asked for like any other and never sent.
CREATE TABLE subscriptions.challenge (
    account_id uuid NOT NULL,
    link_id uuid NOT NULL,
    number smallint NOT NULL,
    -- What counts together: a contract, or an identifier that is none's.
    budget_key bytea NOT NULL,
    withheld boolean NOT NULL,
    channel text NOT NULL,
    -- Key that the secret of the check is derived with.
    kid text NOT NULL,
    -- Where the code goes, until it is out.
    destination bytea,
    handle bytea,
    code_length integer,
    expire_time timestamptz,
    resend_time timestamptz,
    create_time timestamptz NOT NULL,
    CONSTRAINT challenge_pkey PRIMARY KEY (account_id, link_id, number),
    CONSTRAINT challenge_link_fkey FOREIGN KEY (account_id, link_id)
        REFERENCES subscriptions.link (account_id, link_id) ON DELETE CASCADE,
    CONSTRAINT challenge_number_positive CHECK (number > 0),
    CONSTRAINT challenge_budget_key_length CHECK (octet_length(budget_key) = 32),
    CONSTRAINT challenge_channel_known CHECK (channel IN ('SMS', 'EMAIL')),
    CONSTRAINT challenge_out_together CHECK (
        num_nonnulls(handle, code_length, expire_time) IN (0, 3)
        AND (handle IS NULL) = (destination IS NOT NULL)
        AND (resend_time IS NULL OR handle IS NOT NULL)
    )
);

CREATE INDEX challenge_budget_key_idx
    ON subscriptions.challenge (budget_key, create_time);

CREATE INDEX challenge_create_time_idx
    ON subscriptions.challenge (create_time);

-- Every state that a link has had.
CREATE TABLE subscriptions.link_event (
    account_id uuid NOT NULL,
    link_id uuid NOT NULL,
    version bigint NOT NULL,
    state text NOT NULL,
    end_reason text,
    event_time timestamptz NOT NULL,
    CONSTRAINT link_event_pkey PRIMARY KEY (account_id, link_id, version),
    CONSTRAINT link_event_link_fkey FOREIGN KEY (account_id, link_id)
        REFERENCES subscriptions.link (account_id, link_id) ON DELETE CASCADE,
    CONSTRAINT link_event_state_known CHECK (
        state IN ('PENDING_PROOF', 'ACTIVE', 'REVOKED', 'EXPIRED', 'FAILED', 'CANCELLED')
    ),
    CONSTRAINT link_event_version_positive CHECK (version > 0)
);

-- Proofs of verification that had their effect: one proof has one.
CREATE TABLE subscriptions.consumed_proof (
    verification_id uuid NOT NULL,
    consume_time timestamptz NOT NULL,
    CONSTRAINT consumed_proof_pkey PRIMARY KEY (verification_id)
);

CREATE INDEX consumed_proof_consume_time_idx
    ON subscriptions.consumed_proof (consume_time);
