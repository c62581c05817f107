-- The workspace: what sources state (statement), indexed by name, number and link end, and what is
-- derived from it (entity, conflict). Statements are versioned by content: an unchanged one costs no
-- row in a new snapshot, a changed one closes the old version. Nothing is deleted.

CREATE TABLE stream (          -- one list of one source; its snapshots supersede one another
    id     INTEGER PRIMARY KEY,
    source TEXT NOT NULL,
    list   TEXT NOT NULL,
    UNIQUE (source, list)
);

CREATE TABLE snapshot (        -- one file as it was loaded
    id        INTEGER PRIMARY KEY,
    stream    INTEGER NOT NULL REFERENCES stream (id),
    stamp     TEXT NOT NULL,   -- published day and order of loading: '2024-05-07.000'; sorts in time
    published TEXT NOT NULL,
    dated_by  TEXT NOT NULL,   -- file, option, file name, file time
    title     TEXT NOT NULL,
    file      TEXT NOT NULL,
    sha256    TEXT NOT NULL,
    bytes     INTEGER NOT NULL,
    extract   INTEGER NOT NULL, -- part of the list: what is absent from it was not delisted
    url       TEXT NOT NULL,
    counts    TEXT NOT NULL,
    loaded_at TEXT NOT NULL,
    retrieved TEXT NOT NULL DEFAULT '', -- when it came from `url`, where fetching noted it
    follows   TEXT NOT NULL DEFAULT '', -- of a delta: the stamp of the snapshot that it changes
    UNIQUE (stream, sha256, published), -- a file of our own may hold several days of a list
    UNIQUE (stream, stamp)
);

CREATE TABLE record (          -- a source's own key, and the entity it was judged to be
    id     INTEGER PRIMARY KEY,
    key    TEXT NOT NULL UNIQUE,
    entity INTEGER
);
CREATE INDEX record_entity ON record (entity);

CREATE TABLE statement (
    id       INTEGER PRIMARY KEY,
    stream   INTEGER NOT NULL,
    sort     TEXT NOT NULL,    -- R record, L link, S sanction listing, E event
    key      TEXT NOT NULL,
    record   INTEGER,          -- of an R: its record
    hash     BLOB NOT NULL,
    first    TEXT NOT NULL,    -- stamp where the unbroken run of versions began
    since    TEXT NOT NULL,    -- stamp of the first snapshot that says this version
    until    TEXT,             -- stamp of the first that no longer does; NULL: it still does
    latest   INTEGER NOT NULL, -- 1: the newest version of this key in this stream
    snapshot INTEGER NOT NULL, -- where `place` is
    place    TEXT NOT NULL,
    body     BLOB NOT NULL
);
CREATE UNIQUE INDEX statement_version ON statement (stream, sort, key, since);
CREATE INDEX statement_record ON statement (record) WHERE record IS NOT NULL;

CREATE TABLE mention (         -- what an extract says; a complete snapshot needs no such rows
    snapshot INTEGER NOT NULL,
    sort     TEXT NOT NULL,
    key      TEXT NOT NULL,
    PRIMARY KEY (sort, key, snapshot)
) WITHOUT ROWID;

CREATE TABLE name (
    id        INTEGER PRIMARY KEY,
    statement INTEGER NOT NULL,
    record    INTEGER NOT NULL,
    type      TEXT NOT NULL,
    text      TEXT NOT NULL,
    key       TEXT NOT NULL,   -- comparable form with legal forms
    loose     TEXT NOT NULL    -- and without
);
CREATE INDEX name_key ON name (key);
CREATE INDEX name_loose ON name (loose);
CREATE INDEX name_statement ON name (statement);
CREATE VIRTUAL TABLE name_words USING fts5 (words, content='', tokenize='unicode61', prefix='3');

CREATE TABLE identifier (
    statement INTEGER NOT NULL,
    record    INTEGER NOT NULL,
    scheme    TEXT NOT NULL,
    value     TEXT NOT NULL,
    valid     INTEGER,
    PRIMARY KEY (scheme, value, statement)
) WITHOUT ROWID;
CREATE INDEX identifier_value ON identifier (value);
CREATE INDEX identifier_statement ON identifier (statement);

CREATE TABLE link (
    statement INTEGER PRIMARY KEY,
    subject   INTEGER NOT NULL,
    object    INTEGER NOT NULL,
    role      TEXT NOT NULL,
    stands    INTEGER NOT NULL DEFAULT 0 -- 1: the newest version of its statement, still stated
);
CREATE INDEX link_subject ON link (subject, stands, role); -- links are counted without being read
CREATE INDEX link_object ON link (object, stands, role);
CREATE TRIGGER link_stands AFTER UPDATE OF until, latest ON statement
WHEN new.sort = 'L' AND (new.until IS NOT old.until OR new.latest <> old.latest) BEGIN
    UPDATE link SET stands = new.latest = 1 AND new.until IS NULL WHERE statement = new.id;
END;

CREATE TABLE about (           -- which record a listing or an event is about
    record    INTEGER NOT NULL,
    statement INTEGER NOT NULL,
    PRIMARY KEY (record, statement)
) WITHOUT ROWID;

CREATE TABLE problem (
    id       INTEGER PRIMARY KEY,
    snapshot INTEGER NOT NULL,
    code     TEXT NOT NULL,
    message  TEXT NOT NULL,
    record   TEXT NOT NULL,
    value    TEXT NOT NULL,
    place    TEXT NOT NULL
);
CREATE INDEX problem_snapshot ON problem (snapshot);

CREATE TABLE decision (        -- the ledger: rows are added, never changed; the newest of an author counts
    id       INTEGER PRIMARY KEY,
    left     TEXT NOT NULL,
    right    TEXT NOT NULL,
    verdict  TEXT NOT NULL,    -- same, different, unsure, withdrawn
    author   TEXT NOT NULL,
    by_person INTEGER NOT NULL,
    reason   TEXT NOT NULL,
    score    REAL,
    cite     TEXT NOT NULL,
    snapshot INTEGER,          -- the case file that carries it, if one does
    made_at  TEXT NOT NULL,
    version  TEXT NOT NULL DEFAULT '' -- of the judge, where the machine decided
);
CREATE INDEX decision_pair ON decision (left, right, author);
CREATE INDEX decision_right ON decision (right);

CREATE TABLE entity (          -- derived: can be thrown away and built again
    id      INTEGER PRIMARY KEY,
    key     TEXT NOT NULL UNIQUE,
    kind    TEXT NOT NULL,
    caption TEXT NOT NULL
);

CREATE TABLE conflict (        -- derived: joins that were refused, or made against a number
    left   TEXT NOT NULL,
    right  TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (left, right)
) WITHOUT ROWID;

CREATE TABLE comparable (      -- derived: what the judge compares of a record, and where it may be met
    record    INTEGER PRIMARY KEY,
    made_from TEXT NOT NULL,   -- the statement versions it was made from
    version   TEXT NOT NULL,   -- of the comparable form and of the keys
    judged    TEXT NOT NULL,   -- version of the judge that has judged its pairs; '': none yet
    body      BLOB NOT NULL,
    keys      BLOB NOT NULL
);
CREATE INDEX comparable_judged ON comparable (judged);

CREATE TABLE watch (           -- what somebody watches, and how it stood at the last look
    entity    TEXT PRIMARY KEY,
    name      TEXT NOT NULL,
    records   TEXT NOT NULL,   -- keys of its records, by which it is found when its id changes
    looked_at TEXT NOT NULL,
    state     TEXT NOT NULL,   -- what was stated of it and behind it, in words, as JSON
    levels    INTEGER NOT NULL DEFAULT 3  -- how many links above it are looked at
) WITHOUT ROWID;
