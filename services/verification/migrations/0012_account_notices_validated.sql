ALTER TABLE verification.notice
  VALIDATE CONSTRAINT notice_template_known;
