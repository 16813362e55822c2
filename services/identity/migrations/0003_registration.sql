-- A registration under way. One that has ended keeps no secret: only what a late call needs to
-- learn that it has ended.
CREATE TABLE identity.registration (
    id uuid NOT NULL,
    state text NOT NULL,
    due_stage text NOT NULL,
    login_key bytea NOT NULL,
    login bytea,
    password_record text,
    resume_token_hash bytea NOT NULL,
    accepted_terms jsonb NOT NULL,
    draft_version bigint NOT NULL,
    mobile_index bytea,
    email_index bytea,
    verification bytea,
    verification_kid text,
    verification_channel text,
    verification_code_length integer,
    verification_expire_time timestamptz,
    verification_resend_time timestamptz,
    account_id uuid,
    session_id uuid,
    confirm_time timestamptz,
    create_time timestamptz NOT NULL,
    expire_time timestamptz NOT NULL,
    end_time timestamptz,
    CONSTRAINT registration_pkey PRIMARY KEY (id),
    CONSTRAINT registration_state_known
        CHECK (state IN ('OPEN', 'CONFIRMED', 'ABANDONED', 'EXPIRED')),
    CONSTRAINT registration_stage_known
        CHECK (due_stage IN ('PERSONAL_DATA', 'CONTACTS', 'CONFIRMATION')),
    CONSTRAINT registration_login_key_length CHECK (octet_length(login_key) = 32),
    CONSTRAINT registration_resume_token_hash_length CHECK (octet_length(resume_token_hash) = 32),
    CONSTRAINT registration_draft_version_not_negative CHECK (draft_version >= 0),
    CONSTRAINT registration_contacts_together
        CHECK ((mobile_index IS NULL) = (email_index IS NULL)),
    CONSTRAINT registration_open_has_secrets
        CHECK ((state = 'OPEN') = (login IS NOT NULL AND password_record IS NOT NULL)),
    CONSTRAINT registration_ended_is_empty
        CHECK (state = 'OPEN' OR (login IS NULL AND password_record IS NULL
            AND mobile_index IS NULL AND verification IS NULL)),
    CONSTRAINT registration_ended_has_time CHECK ((state = 'OPEN') = (end_time IS NULL)),
    CONSTRAINT registration_verification_whole CHECK (
        num_nulls(verification, verification_kid, verification_channel,
            verification_code_length, verification_expire_time) IN (0, 5)
    ),
    CONSTRAINT registration_confirmed_has_account CHECK (
        (state = 'CONFIRMED')
        = (account_id IS NOT NULL AND session_id IS NOT NULL AND confirm_time IS NOT NULL)
    )
);

-- The sweepers' ways in.
CREATE INDEX registration_expire_time_idx ON identity.registration (expire_time)
WHERE state = 'OPEN';

CREATE INDEX registration_end_time_idx ON identity.registration (end_time)
WHERE state <> 'OPEN';
