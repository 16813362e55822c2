ALTER TABLE profile.person
    VALIDATE CONSTRAINT person_contacts_version_positive;

ALTER TABLE profile.contact_point
    VALIDATE CONSTRAINT contact_point_recovery_of_confirmed;
