-- Notices tell of recoveries, contacts and ended access too. Older rows have one of the older
-- templates: they are looked at by the next migration, which stops no writer.
ALTER TABLE verification.notice
  DROP CONSTRAINT notice_template_known,
  ADD CONSTRAINT notice_template_known CHECK (
    template IN (
      'NEW_LOGIN', 'PASSWORD_CHANGED', 'SERVICE_LINKED', 'SERVICE_UNLINKED', 'HOLDER_CHANGED',
      'PERSONAL_DATA_CHANGED', 'RECOVERY_STARTED', 'PASSWORD_RESET', 'LOGIN_REMINDER',
      'ACCESS_ENDED', 'CONTACT_CHANGED', 'CONTACT_CHANGE_UNDONE'
    )
  ) NOT VALID;
