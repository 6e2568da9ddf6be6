-- My devices: a session may know a one-time password, too; recovery codes; notices and who answers them.

DROP TABLE sessions; -- everybody signs in once more
CREATE TABLE sessions (
    digest BLOB PRIMARY KEY,
    member BLOB NOT NULL REFERENCES members (id),
    level TEXT NOT NULL CHECK (level IN ('password', 'mail', 'code')),
    made_ms INTEGER NOT NULL,
    seen_ms INTEGER NOT NULL,
    asked_ms INTEGER
) STRICT, WITHOUT ROWID;

ALTER TABLE keys ADD COLUMN used_ms INTEGER;

CREATE TABLE recovery_codes (
    id BLOB PRIMARY KEY,
    member BLOB NOT NULL REFERENCES members (id),
    sealed BLOB NOT NULL,
    consumed_ms INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX recovery_codes_of_member ON recovery_codes (member);

CREATE TABLE notices (
    digest BLOB PRIMARY KEY,
    member BLOB NOT NULL REFERENCES members (id),
    key BLOB REFERENCES keys (id),
    made_ms INTEGER NOT NULL,
    consumed_ms INTEGER
) STRICT, WITHOUT ROWID;
