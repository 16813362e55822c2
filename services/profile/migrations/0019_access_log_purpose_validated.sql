ALTER TABLE profile.access_log
    VALIDATE CONSTRAINT access_log_purpose_known;
