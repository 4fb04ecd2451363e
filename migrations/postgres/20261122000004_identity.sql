-- +goose Up
SET LOCAL lock_timeout = '2s';

-- Who people are, and what is kept about them. Nothing in here can be read back from here:
-- login names and subjects of providers are keyed hashes, passwords argon2id, everything
-- else is sealed with keys that are not in the database.
--
-- None of these tables has row security: a person has no agency. Who may ask for what about
-- whom is settled before a statement is sent, and the desk never reads them for a case.
--
-- totp is the second factor that counts, step the last time step that was used of it; pending is one
-- of which no code has been given yet.
CREATE TABLE accounts (
    person      text PRIMARY KEY,
    login       bytea NOT NULL UNIQUE,
    password    text NOT NULL,
    totp        bytea,
    pending     bytea,
    step        bigint NOT NULL DEFAULT 0,
    disabled_at timestamptz,
    created_at  timestamptz NOT NULL
);

-- Sessions and tokens: idle is in microseconds, 0 for never. Only used_at and revoked_at
-- change, and no index names them.
CREATE TABLE credentials (
    id         uuid PRIMARY KEY,
    kind       text NOT NULL,
    person     text NOT NULL,
    hash       bytea NOT NULL UNIQUE,
    label      text NOT NULL,
    scopes     text NOT NULL,
    factors    integer NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    idle       bigint NOT NULL,
    used_at    timestamptz NOT NULL,
    revoked_at timestamptz
) WITH (fillfactor = 70);
CREATE INDEX credentials_of_person ON credentials (person);

-- Guesses. ends_at is when the longest window that counts the guess has passed it.
CREATE TABLE attempts (
    subject bytea NOT NULL,
    at      timestamptz NOT NULL,
    ends_at timestamptz NOT NULL
);
CREATE INDEX attempts_of_subject ON attempts (subject, at);
CREATE INDEX attempts_ended ON attempts (ends_at);

-- What was begun and waits to be ended once.
CREATE TABLE ceremonies (
    hash       bytea PRIMARY KEY,
    kind       text NOT NULL,
    person     text NOT NULL,
    data       bytea,
    expires_at timestamptz NOT NULL
);
CREATE INDEX ceremonies_ended ON ceremonies (expires_at);
CREATE INDEX ceremonies_of_person ON ceremonies (person);

-- Whose identity at a provider it is.
CREATE TABLE links (
    issuer  text NOT NULL,
    subject bytea NOT NULL,
    person  text NOT NULL,
    PRIMARY KEY (issuer, subject)
);
CREATE INDEX links_of_person ON links (person);

-- A key without its bytes is one that has been destroyed: the row stays, so that the person
-- never gets another.
CREATE TABLE person_keys (
    person       text PRIMARY KEY,
    wrapped      bytea,
    destroyed_at timestamptz,
    CHECK ((wrapped IS NULL) = (destroyed_at IS NOT NULL))
);

CREATE TABLE particulars (
    person text NOT NULL,
    field  text NOT NULL,
    sealed bytea NOT NULL,
    lookup bytea,
    PRIMARY KEY (person, field)
);
CREATE UNIQUE INDEX particulars_lookup ON particulars (field, lookup) WHERE lookup IS NOT NULL;

-- Who was shown what about whom (UU 27/2022 art. 31: processing is recorded). Written and
-- read, never changed.
CREATE TABLE readings (
    id      uuid PRIMARY KEY,
    at      timestamptz NOT NULL,
    reader  text NOT NULL,
    person  text NOT NULL,
    fields  text NOT NULL,
    route   text NOT NULL,
    request text NOT NULL
);
CREATE INDEX readings_of_person ON readings (person, id);

-- What the server may do with them, and nothing else: readings stay, and the key of a person is destroyed, not deleted.
-- UPDATE on attempts and ceremonies is what a row lock asks for; nothing changes them.
GRANT SELECT, INSERT, UPDATE, DELETE ON accounts, credentials, attempts, ceremonies, particulars TO selter_runtime;
GRANT SELECT, INSERT, DELETE ON links TO selter_runtime;
GRANT SELECT, INSERT, UPDATE ON person_keys TO selter_runtime;
GRANT SELECT, INSERT ON readings TO selter_runtime;
