-- The last step to come whose code was shown; which tickets and keys belong to one wish on the portal.

ALTER TABLE keys ADD COLUMN ahead_step INTEGER;
ALTER TABLE tickets ADD COLUMN wish BLOB;
ALTER TABLE enrolments ADD COLUMN wish BLOB;
CREATE INDEX tickets_of_wish ON tickets (wish) WHERE wish IS NOT NULL;
CREATE INDEX enrolments_of_wish ON enrolments (wish) WHERE wish IS NOT NULL;
CREATE INDEX tickets_of_member ON tickets (member);
