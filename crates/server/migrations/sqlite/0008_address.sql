-- An address that a mailed code proves, if it is to become its member's; and which address a notice says took the place
-- of which.

ALTER TABLE mail_codes ADD COLUMN address TEXT;
ALTER TABLE notices ADD COLUMN moved_from TEXT;
ALTER TABLE notices ADD COLUMN moved_to TEXT;
