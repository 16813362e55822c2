-- One person per account. Everything personal is sealed with the account's own key, which stands
-- here wrapped: without it nothing of the person can be read. The registration, the version of its
-- draft and the kind of contact that was proven tell a repeated activation from another one.
CREATE TABLE profile.person (
    account_id uuid NOT NULL,
    registration_id uuid NOT NULL,
    draft_version bigint NOT NULL,
    confirmed_kind text NOT NULL,
    data_key bytea NOT NULL,
    personal_data bytea NOT NULL,
    state text NOT NULL,
    version bigint NOT NULL,
    create_time timestamptz NOT NULL,
    update_time timestamptz NOT NULL,
    CONSTRAINT person_pkey PRIMARY KEY (account_id),
    CONSTRAINT person_confirmed_kind_known CHECK (confirmed_kind IN ('MOBILE', 'EMAIL')),
    CONSTRAINT person_state_known CHECK (state IN ('DECLARED', 'MATCHED')),
    CONSTRAINT person_version_positive CHECK (version > 0)
);
