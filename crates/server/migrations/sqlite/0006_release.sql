-- Temporary releases, at most one of a member; and how many days before the end a member was last reminded to register.

CREATE TABLE releases (
    id BLOB PRIMARY KEY,
    member BLOB NOT NULL UNIQUE REFERENCES members (id),
    sealed BLOB NOT NULL,
    uses_left INTEGER NOT NULL,
    open_until_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

ALTER TABLE members ADD COLUMN reminded INTEGER;
CREATE INDEX members_by_time ON members (added_ms);
