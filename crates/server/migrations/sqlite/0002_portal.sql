-- The portal's own sign-in. Passwords, mailed codes and mails are sealed like keys.

ALTER TABLE members ADD COLUMN password BLOB;

CREATE TABLE sessions (
    digest BLOB PRIMARY KEY,
    member BLOB NOT NULL REFERENCES members (id),
    level TEXT NOT NULL CHECK (level IN ('password', 'mail')),
    made_ms INTEGER NOT NULL,
    seen_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE mail_codes (
    id BLOB PRIMARY KEY,
    member BLOB NOT NULL REFERENCES members (id),
    session BLOB NOT NULL,
    sealed BLOB NOT NULL,
    sent_ms INTEGER NOT NULL,
    expires_ms INTEGER NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0,
    consumed_ms INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX mail_codes_of_member ON mail_codes (member, sent_ms);

CREATE TABLE outbox (
    id BLOB PRIMARY KEY,
    member BLOB NOT NULL REFERENCES members (id),
    sealed BLOB NOT NULL,
    made_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX outbox_by_time ON outbox (made_ms);
