-- A new value of a contact point, from when it was given until nobody can take it back. What it
-- brings and what stood before are sealed with the account's key and forgotten when the change ends.
CREATE TABLE profile.contact_change (
    account_id uuid NOT NULL,
    change_id uuid NOT NULL,
    kind text NOT NULL,
    cause text NOT NULL,
    state text NOT NULL,
    value bytea,
    value_index bytea,
    -- Which key the secret of the code is derived with, and how many codes there were before it.
    code_kid text NOT NULL,
    code_number integer NOT NULL,
    -- Handle of the code that is out.
    verification bytea,
    before_value bytea,
    before_value_index bytea,
    before_confirm_time timestamptz,
    before_recovery_time timestamptz,
    before_create_time timestamptz NOT NULL,
    create_time timestamptz NOT NULL,
    expire_time timestamptz NOT NULL,
    confirm_time timestamptz,
    undo_expire_time timestamptz,
    end_time timestamptz,
    CONSTRAINT contact_change_pkey PRIMARY KEY (account_id, change_id),
    CONSTRAINT contact_change_person_fkey FOREIGN KEY (account_id)
        REFERENCES profile.person (account_id) ON DELETE CASCADE,
    CONSTRAINT contact_change_kind_known CHECK (kind IN ('MOBILE', 'EMAIL')),
    CONSTRAINT contact_change_cause_known CHECK (cause IN ('REPLACED', 'JOINED')),
    CONSTRAINT contact_change_state_known CHECK (
        state IN ('PENDING', 'CONFIRMED', 'UNDONE', 'SETTLED', 'SUPERSEDED', 'EXPIRED')
    ),
    CONSTRAINT contact_change_code_number_positive CHECK (code_number > 0),
    CONSTRAINT contact_change_values_while_open CHECK (
        num_nonnulls(value, value_index, before_value, before_value_index)
        = CASE WHEN state IN ('PENDING', 'CONFIRMED') THEN 4 ELSE 0 END
    ),
    CONSTRAINT contact_change_code_while_open CHECK (
        state IN ('PENDING', 'CONFIRMED') OR verification IS NULL
    ),
    CONSTRAINT contact_change_value_index_length CHECK (octet_length(value_index) = 32),
    CONSTRAINT contact_change_before_value_index_length CHECK (octet_length(before_value_index) = 32),
    CONSTRAINT contact_change_replaces_confirmed CHECK (
        (cause = 'REPLACED') = (before_confirm_time IS NOT NULL)
    ),
    CONSTRAINT contact_change_confirmed_at CHECK (
        (state IN ('CONFIRMED', 'UNDONE', 'SETTLED')) = (confirm_time IS NOT NULL)
    ),
    CONSTRAINT contact_change_undo_while_confirmed CHECK (
        (confirm_time IS NULL) = (undo_expire_time IS NULL)
    ),
    CONSTRAINT contact_change_ended_at CHECK (
        (state IN ('PENDING', 'CONFIRMED')) = (end_time IS NULL)
    )
);

CREATE UNIQUE INDEX contact_change_pending_idx
    ON profile.contact_change (account_id, kind)
    WHERE state = 'PENDING';

-- Find what the sweeper ends and deletes.
CREATE INDEX contact_change_expire_time_idx
    ON profile.contact_change (expire_time)
    WHERE state = 'PENDING';

CREATE INDEX contact_change_undo_expire_time_idx
    ON profile.contact_change (undo_expire_time)
    WHERE state = 'CONFIRMED';

CREATE INDEX contact_change_create_time_idx
    ON profile.contact_change (create_time);
