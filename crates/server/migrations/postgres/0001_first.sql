-- Moments are milliseconds since 1970, ids 16 bytes. What is sealed is sealed for its table, row, owner and purpose.

CREATE TABLE clock (
    one BIGINT PRIMARY KEY CHECK (one = 1),
    seen_ms BIGINT NOT NULL
);
INSERT INTO clock (one, seen_ms) VALUES (1, 0);

CREATE TABLE members (
    id BYTEA PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    mail TEXT NOT NULL,
    added_ms BIGINT NOT NULL
);

CREATE TABLE keys (
    id BYTEA PRIMARY KEY,
    member BYTEA NOT NULL REFERENCES members (id),
    state TEXT NOT NULL CHECK (state IN ('pending', 'active', 'superseded', 'revoked', 'expired', 'purged')),
    device TEXT NOT NULL,
    sealed BYTEA NOT NULL,
    last_step BIGINT NOT NULL,
    since_ms BIGINT NOT NULL,
    expires_ms BIGINT NOT NULL
);
CREATE INDEX keys_of_member ON keys (member);
CREATE INDEX keys_waiting ON keys (expires_ms) WHERE state = 'pending';

CREATE TABLE tickets (
    digest BYTEA PRIMARY KEY,
    member BYTEA NOT NULL REFERENCES members (id),
    intent TEXT NOT NULL CHECK (intent IN ('add', 'replace', 'lost')),
    about BYTEA REFERENCES keys (id),
    expires_ms BIGINT NOT NULL,
    redeemed_ms BIGINT,
    client BYTEA,
    enrolment BYTEA
);

CREATE TABLE enrolments (
    id BYTEA PRIMARY KEY,
    member BYTEA NOT NULL REFERENCES members (id),
    key BYTEA NOT NULL REFERENCES keys (id),
    intent TEXT NOT NULL CHECK (intent IN ('add', 'replace', 'lost')),
    about BYTEA REFERENCES keys (id)
);

CREATE TABLE factor_guard (
    subject BYTEA NOT NULL,
    kind TEXT NOT NULL,
    tries BIGINT NOT NULL,
    locked_until BIGINT NOT NULL,
    PRIMARY KEY (subject, kind)
);

CREATE TABLE parties (
    id BYTEA PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    digest BYTEA NOT NULL UNIQUE
);

CREATE TABLE browsers (
    id BYTEA PRIMARY KEY,
    member BYTEA NOT NULL REFERENCES members (id),
    current BYTEA NOT NULL UNIQUE,
    previous BYTEA,
    rotated_ms BIGINT NOT NULL,
    expires_ms BIGINT NOT NULL
);
CREATE INDEX browsers_of_member ON browsers (member);

CREATE TABLE audit (
    writer BYTEA NOT NULL,
    seq BIGINT NOT NULL,
    at_ms BIGINT NOT NULL,
    what TEXT NOT NULL,
    member BYTEA,
    key BYTEA,
    detail TEXT NOT NULL,
    hash BYTEA NOT NULL,
    PRIMARY KEY (writer, seq)
);

CREATE TABLE checkpoints (
    writer BYTEA NOT NULL,
    seq BIGINT NOT NULL,
    at_ms BIGINT NOT NULL,
    head BYTEA NOT NULL,
    signature BYTEA NOT NULL,
    PRIMARY KEY (writer, seq)
);
