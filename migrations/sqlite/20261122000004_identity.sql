-- +goose Up
-- The same tables as on Postgres; the reasons are told there.
CREATE TABLE accounts (
    person      TEXT NOT NULL PRIMARY KEY,
    login       BLOB NOT NULL UNIQUE,
    password    TEXT NOT NULL,
    totp        BLOB,
    pending     BLOB,
    step        INTEGER NOT NULL DEFAULT 0,
    disabled_at INTEGER,
    created_at  INTEGER NOT NULL
) STRICT;

CREATE TABLE credentials (
    id         TEXT NOT NULL PRIMARY KEY,
    kind       TEXT NOT NULL,
    person     TEXT NOT NULL,
    hash       BLOB NOT NULL UNIQUE,
    label      TEXT NOT NULL,
    scopes     TEXT NOT NULL,
    factors    INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    idle       INTEGER NOT NULL,
    used_at    INTEGER NOT NULL,
    revoked_at INTEGER
) STRICT;
CREATE INDEX credentials_of_person ON credentials (person);

CREATE TABLE attempts (
    subject BLOB NOT NULL,
    at      INTEGER NOT NULL,
    ends_at INTEGER NOT NULL
) STRICT;
CREATE INDEX attempts_of_subject ON attempts (subject, at);
CREATE INDEX attempts_ended ON attempts (ends_at);

CREATE TABLE ceremonies (
    hash       BLOB NOT NULL PRIMARY KEY,
    kind       TEXT NOT NULL,
    person     TEXT NOT NULL,
    data       BLOB,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX ceremonies_ended ON ceremonies (expires_at);
CREATE INDEX ceremonies_of_person ON ceremonies (person);

CREATE TABLE links (
    issuer  TEXT NOT NULL,
    subject BLOB NOT NULL,
    person  TEXT NOT NULL,
    PRIMARY KEY (issuer, subject)
) STRICT;
CREATE INDEX links_of_person ON links (person);

CREATE TABLE person_keys (
    person       TEXT NOT NULL PRIMARY KEY,
    wrapped      BLOB,
    destroyed_at INTEGER,
    CHECK ((wrapped IS NULL) = (destroyed_at IS NOT NULL))
) STRICT;

CREATE TABLE particulars (
    person TEXT NOT NULL,
    field  TEXT NOT NULL,
    sealed BLOB NOT NULL,
    lookup BLOB,
    PRIMARY KEY (person, field)
) STRICT;
CREATE UNIQUE INDEX particulars_lookup ON particulars (field, lookup) WHERE lookup IS NOT NULL;

CREATE TABLE readings (
    id      TEXT NOT NULL PRIMARY KEY,
    at      INTEGER NOT NULL,
    reader  TEXT NOT NULL,
    person  TEXT NOT NULL,
    fields  TEXT NOT NULL,
    route   TEXT NOT NULL,
    request TEXT NOT NULL
) STRICT;
CREATE INDEX readings_of_person ON readings (person, id);
