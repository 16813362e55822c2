-- A row whose tags cannot be read would hold up every row that is claimed or settled with it.
ALTER TABLE verification.verification
  ADD CONSTRAINT verification_subject_tag_length CHECK (octet_length(subject_tag) = 16),
  ADD CONSTRAINT verification_record_key_length CHECK (octet_length(record_key) = 16);

ALTER TABLE verification.delivery
  ADD CONSTRAINT delivery_destination_tag_length CHECK (octet_length(destination_tag) = 16),
  ADD CONSTRAINT delivery_subject_tag_length CHECK (octet_length(subject_tag) = 16),
  ADD CONSTRAINT delivery_record_key_length CHECK (octet_length(record_key) = 16);

ALTER TABLE verification.failed_guess
  ADD CONSTRAINT failed_guess_subject_tag_length CHECK (octet_length(subject_tag) = 16);
