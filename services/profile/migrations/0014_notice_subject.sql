-- Recoveries, changes of contacts, and what follows from them. Older rows have one of the older
-- subjects: they are looked at by the next migration, which stops no writer.
ALTER TABLE profile.notice
    ADD COLUMN recovery_id uuid,
    ADD COLUMN change_id uuid,
    ADD COLUMN contact_kind text,
    ADD COLUMN access_end_cause text,
    DROP CONSTRAINT notice_subject_known,
    ADD CONSTRAINT notice_subject_known CHECK (
        subject IN (
            'NEW_LOGIN',
            'PASSWORD_CHANGED',
            'SERVICE_LINKED',
            'SERVICE_UNLINKED',
            'PERSONAL_DATA_CHANGED',
            'RECOVERY_STARTED',
            'PASSWORD_RESET',
            'LOGIN_REMINDER',
            'ACCESS_ENDED',
            'CONTACT_CHANGED',
            'CONTACT_CHANGE_UNDONE'
        )
    ) NOT VALID,
    ADD CONSTRAINT notice_recovery_of_subject CHECK (
        (subject IN ('RECOVERY_STARTED', 'PASSWORD_RESET')) = (recovery_id IS NOT NULL)
    ) NOT VALID,
    ADD CONSTRAINT notice_change_of_subject CHECK (
        (subject IN ('CONTACT_CHANGED', 'CONTACT_CHANGE_UNDONE')) = (change_id IS NOT NULL)
    ) NOT VALID,
    ADD CONSTRAINT notice_contact_kind_of_subject CHECK (
        (
            subject IN (
                'RECOVERY_STARTED',
                'LOGIN_REMINDER',
                'CONTACT_CHANGED',
                'CONTACT_CHANGE_UNDONE'
            )
        ) = (contact_kind IS NOT NULL)
    ) NOT VALID,
    ADD CONSTRAINT notice_contact_kind_known CHECK (contact_kind IN ('MOBILE', 'EMAIL')) NOT VALID,
    ADD CONSTRAINT notice_cause_of_access_end CHECK (
        (subject = 'ACCESS_ENDED') = (access_end_cause IS NOT NULL)
    ) NOT VALID,
    ADD CONSTRAINT notice_access_end_cause_known CHECK (
        access_end_cause IN ('NOT_ME', 'CONTACT_CHANGE_UNDONE')
    ) NOT VALID;
