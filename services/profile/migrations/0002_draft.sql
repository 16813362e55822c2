-- The data of a registration until it becomes a person or ends. An ended draft holds no data: it
-- only keeps a late write from bringing the data back.
CREATE TABLE profile.draft (
    registration_id uuid NOT NULL,
    version bigint NOT NULL,
    state text NOT NULL,
    personal_data bytea,
    mobile bytea,
    email bytea,
    create_time timestamptz NOT NULL,
    update_time timestamptz NOT NULL,
    CONSTRAINT draft_pkey PRIMARY KEY (registration_id),
    CONSTRAINT draft_version_positive CHECK (version > 0),
    CONSTRAINT draft_state_known CHECK (state IN ('OPEN', 'ACTIVATED', 'DISCARDED')),
    CONSTRAINT draft_data_while_open CHECK ((state = 'OPEN') = (personal_data IS NOT NULL)),
    CONSTRAINT draft_contacts_while_open CHECK (state = 'OPEN' OR mobile IS NULL),
    CONSTRAINT draft_contacts_together CHECK ((mobile IS NULL) = (email IS NULL))
);

CREATE INDEX draft_ended_idx
    ON profile.draft (update_time)
    WHERE state <> 'OPEN';
