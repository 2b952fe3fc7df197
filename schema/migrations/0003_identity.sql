-- Which venue this is. The journal beside it bears the same name, so that the files of two venues are not taken for
-- one; a market that is started from a copy gets a name of its own.
CREATE TABLE identity(
  id INTEGER PRIMARY KEY CHECK(id = 1),
  venue TEXT NOT NULL          -- 32 random hexadecimal digits
) STRICT;
INSERT INTO identity VALUES(1, lower(hex(randomblob(16))));
