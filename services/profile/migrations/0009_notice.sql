-- What a person was told: ids and words of closed sets, nothing personal.
CREATE TABLE profile.notice (
    account_id uuid NOT NULL,
    notice_id uuid NOT NULL,
    subject text NOT NULL,
    session_id uuid,
    link_id uuid,
    service_kind text,
    unlink_cause text,
    -- Of the call that caused it.
    language text NOT NULL,
    -- When its messages are due; none for what stands in the inbox only.
    send_time timestamptz,
    occur_time timestamptz NOT NULL,
    create_time timestamptz NOT NULL,
    CONSTRAINT notice_pkey PRIMARY KEY (account_id, notice_id),
    CONSTRAINT notice_person_fkey FOREIGN KEY (account_id)
        REFERENCES profile.person (account_id) ON DELETE CASCADE,
    CONSTRAINT notice_subject_known CHECK (
        subject IN (
            'NEW_LOGIN',
            'PASSWORD_CHANGED',
            'SERVICE_LINKED',
            'SERVICE_UNLINKED',
            'PERSONAL_DATA_CHANGED'
        )
    ),
    CONSTRAINT notice_session_of_login CHECK (
        (subject = 'NEW_LOGIN') = (session_id IS NOT NULL)
    ),
    CONSTRAINT notice_link_of_service CHECK (
        (subject IN ('SERVICE_LINKED', 'SERVICE_UNLINKED')) = (link_id IS NOT NULL)
    ),
    CONSTRAINT notice_kind_of_service CHECK ((service_kind IS NOT NULL) = (link_id IS NOT NULL)),
    CONSTRAINT notice_service_kind_known CHECK (
        service_kind IN ('MOBILE', 'LANDLINE', 'BROADBAND', 'TV', 'OTHER')
    ),
    CONSTRAINT notice_cause_of_unlinking CHECK (
        (subject = 'SERVICE_UNLINKED') = (unlink_cause IS NOT NULL)
    ),
    CONSTRAINT notice_unlink_cause_known CHECK (unlink_cause IN ('PERSON', 'HOLDER_CHANGED')),
    CONSTRAINT notice_language_known CHECK (language IN ('ru', 'en', 'pl'))
);

-- Finds the messages of the last hour, and the one that waits.
CREATE INDEX notice_send_time_idx
    ON profile.notice (account_id, subject, send_time)
    WHERE send_time IS NOT NULL;

CREATE INDEX notice_create_time_idx
    ON profile.notice (create_time);
