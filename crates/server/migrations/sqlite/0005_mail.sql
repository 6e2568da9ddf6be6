-- Mails are sent: when one is due, how often it was tried, when it was over. What is there was never meant to be sent.

ALTER TABLE outbox ADD COLUMN due_ms INTEGER NOT NULL DEFAULT 0;
ALTER TABLE outbox ADD COLUMN tries INTEGER NOT NULL DEFAULT 0;
ALTER TABLE outbox ADD COLUMN over_ms INTEGER;
UPDATE outbox SET over_ms = made_ms;
CREATE INDEX outbox_waiting ON outbox (due_ms) WHERE over_ms IS NULL;
