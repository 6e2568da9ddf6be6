-- The portal's own sign-in. Passwords, mailed codes and mails are sealed like keys.

ALTER TABLE members ADD COLUMN password BYTEA;

CREATE TABLE sessions (
    digest BYTEA PRIMARY KEY,
    member BYTEA NOT NULL REFERENCES members (id),
    level TEXT NOT NULL CHECK (level IN ('password', 'mail')),
    made_ms BIGINT NOT NULL,
    seen_ms BIGINT NOT NULL
);

CREATE TABLE mail_codes (
    id BYTEA PRIMARY KEY,
    member BYTEA NOT NULL REFERENCES members (id),
    session BYTEA NOT NULL,
    sealed BYTEA NOT NULL,
    sent_ms BIGINT NOT NULL,
    expires_ms BIGINT NOT NULL,
    tries BIGINT NOT NULL DEFAULT 0,
    consumed_ms BIGINT
);
CREATE INDEX mail_codes_of_member ON mail_codes (member, sent_ms);

CREATE TABLE outbox (
    id BYTEA PRIMARY KEY,
    member BYTEA NOT NULL REFERENCES members (id),
    sealed BYTEA NOT NULL,
    made_ms BIGINT NOT NULL
);
CREATE INDEX outbox_by_time ON outbox (made_ms);
