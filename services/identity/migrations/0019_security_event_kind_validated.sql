ALTER TABLE identity.security_event
    VALIDATE CONSTRAINT security_event_kind_known;
