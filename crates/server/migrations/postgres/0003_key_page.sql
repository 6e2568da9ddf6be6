-- The key page: since when a session waits for a key, and which pending keys the portal itself shows.

ALTER TABLE sessions ADD COLUMN asked_ms BIGINT;
ALTER TABLE enrolments ADD COLUMN shown BIGINT NOT NULL DEFAULT 0;
CREATE INDEX enrolments_of_member ON enrolments (member);
