-- The group whose rules a member has, if not everybody's; and whether the password is one that must not be used here.

ALTER TABLE members ADD COLUMN group_name TEXT;
ALTER TABLE members ADD COLUMN temporary_password INTEGER NOT NULL DEFAULT 0;
