-- Temporary releases, at most one of a member; and how many days before the end a member was last reminded to register.

CREATE TABLE releases (
    id BYTEA PRIMARY KEY,
    member BYTEA NOT NULL UNIQUE REFERENCES members (id),
    sealed BYTEA NOT NULL,
    uses_left BIGINT NOT NULL,
    open_until_ms BIGINT NOT NULL
);

ALTER TABLE members ADD COLUMN reminded BIGINT;
CREATE INDEX members_by_time ON members (added_ms);
