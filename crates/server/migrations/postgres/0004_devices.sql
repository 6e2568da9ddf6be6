-- My devices: a session may know a one-time password, too; recovery codes; notices and who answers them.

DROP TABLE sessions; -- everybody signs in once more
CREATE TABLE sessions (
    digest BYTEA PRIMARY KEY,
    member BYTEA NOT NULL REFERENCES members (id),
    level TEXT NOT NULL CHECK (level IN ('password', 'mail', 'code')),
    made_ms BIGINT NOT NULL,
    seen_ms BIGINT NOT NULL,
    asked_ms BIGINT
);

ALTER TABLE keys ADD COLUMN used_ms BIGINT;

CREATE TABLE recovery_codes (
    id BYTEA PRIMARY KEY,
    member BYTEA NOT NULL REFERENCES members (id),
    sealed BYTEA NOT NULL,
    consumed_ms BIGINT
);
CREATE INDEX recovery_codes_of_member ON recovery_codes (member);

CREATE TABLE notices (
    digest BYTEA PRIMARY KEY,
    member BYTEA NOT NULL REFERENCES members (id),
    key BYTEA REFERENCES keys (id),
    made_ms BIGINT NOT NULL,
    consumed_ms BIGINT
);
