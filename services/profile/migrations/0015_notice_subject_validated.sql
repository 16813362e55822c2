ALTER TABLE profile.notice
    VALIDATE CONSTRAINT notice_subject_known,
    VALIDATE CONSTRAINT notice_recovery_of_subject,
    VALIDATE CONSTRAINT notice_change_of_subject,
    VALIDATE CONSTRAINT notice_contact_kind_of_subject,
    VALIDATE CONSTRAINT notice_contact_kind_known,
    VALIDATE CONSTRAINT notice_cause_of_access_end,
    VALIDATE CONSTRAINT notice_access_end_cause_known;
