-- Moments are milliseconds since 1970, ids 16 bytes. What is sealed is sealed for its table, row, owner and purpose.

CREATE TABLE clock (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    seen_ms INTEGER NOT NULL
) STRICT;
INSERT INTO clock (one, seen_ms) VALUES (1, 0);

CREATE TABLE members (
    id BLOB PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    mail TEXT NOT NULL,
    added_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE keys (
    id BLOB PRIMARY KEY,
    member BLOB NOT NULL REFERENCES members (id),
    state TEXT NOT NULL CHECK (state IN ('pending', 'active', 'superseded', 'revoked', 'expired', 'purged')),
    device TEXT NOT NULL,
    sealed BLOB NOT NULL,
    last_step INTEGER NOT NULL,
    since_ms INTEGER NOT NULL,
    expires_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX keys_of_member ON keys (member);
CREATE INDEX keys_waiting ON keys (expires_ms) WHERE state = 'pending';

CREATE TABLE tickets (
    digest BLOB PRIMARY KEY,
    member BLOB NOT NULL REFERENCES members (id),
    intent TEXT NOT NULL CHECK (intent IN ('add', 'replace', 'lost')),
    about BLOB REFERENCES keys (id),
    expires_ms INTEGER NOT NULL,
    redeemed_ms INTEGER,
    client BLOB,
    enrolment BLOB
) STRICT, WITHOUT ROWID;

CREATE TABLE enrolments (
    id BLOB PRIMARY KEY,
    member BLOB NOT NULL REFERENCES members (id),
    key BLOB NOT NULL REFERENCES keys (id),
    intent TEXT NOT NULL CHECK (intent IN ('add', 'replace', 'lost')),
    about BLOB REFERENCES keys (id)
) STRICT, WITHOUT ROWID;

CREATE TABLE factor_guard (
    subject BLOB NOT NULL,
    kind TEXT NOT NULL,
    tries INTEGER NOT NULL,
    locked_until INTEGER NOT NULL,
    PRIMARY KEY (subject, kind)
) STRICT, WITHOUT ROWID;

CREATE TABLE parties (
    id BLOB PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    digest BLOB NOT NULL UNIQUE
) STRICT, WITHOUT ROWID;

CREATE TABLE browsers (
    id BLOB PRIMARY KEY,
    member BLOB NOT NULL REFERENCES members (id),
    current BLOB NOT NULL UNIQUE,
    previous BLOB,
    rotated_ms INTEGER NOT NULL,
    expires_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX browsers_of_member ON browsers (member);

CREATE TABLE audit (
    writer BLOB NOT NULL,
    seq INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    what TEXT NOT NULL,
    member BLOB,
    key BLOB,
    detail TEXT NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (writer, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE checkpoints (
    writer BLOB NOT NULL,
    seq INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    head BLOB NOT NULL,
    signature BLOB NOT NULL,
    PRIMARY KEY (writer, seq)
) STRICT, WITHOUT ROWID;
