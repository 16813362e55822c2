-- How to reach a person: one contact point of each kind.
CREATE TABLE profile.contact_point (
    account_id uuid NOT NULL,
    kind text NOT NULL,
    value bytea NOT NULL,
    value_index bytea NOT NULL,
    state text NOT NULL,
    preferred boolean NOT NULL,
    confirm_time timestamptz,
    create_time timestamptz NOT NULL,
    CONSTRAINT contact_point_pkey PRIMARY KEY (account_id, kind),
    CONSTRAINT contact_point_person_fkey FOREIGN KEY (account_id)
        REFERENCES profile.person (account_id) ON DELETE CASCADE,
    CONSTRAINT contact_point_kind_known CHECK (kind IN ('MOBILE', 'EMAIL')),
    CONSTRAINT contact_point_state_known CHECK (state IN ('UNCONFIRMED', 'CONFIRMED')),
    CONSTRAINT contact_point_confirmed_at CHECK ((state = 'CONFIRMED') = (confirm_time IS NOT NULL)),
    CONSTRAINT contact_point_value_index_length CHECK (octet_length(value_index) = 32)
);

-- Finds a contact without reading it.
CREATE INDEX contact_point_value_index_idx
    ON profile.contact_point (value_index);

CREATE UNIQUE INDEX contact_point_preferred_idx
    ON profile.contact_point (account_id)
    WHERE preferred;
