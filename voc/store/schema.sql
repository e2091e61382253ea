-- The tables of the working store. Words that describe each column, in English and French, stand in
-- dictionary.toml beside this file; columns listed there as `volatile` differ from run to run and are
-- left out of the canonical export. Written to be read by DuckDB and PostgreSQL alike. The figures'
-- tables (agg_…) are made by voc/metrics/aggregates.sql.

CREATE TABLE IF NOT EXISTS meta (
    key VARCHAR PRIMARY KEY,
    value VARCHAR NOT NULL
);

CREATE TABLE IF NOT EXISTS responses (
    response_id VARCHAR PRIMARY KEY,
    source_id VARCHAR NOT NULL,
    native_id VARCHAR NOT NULL,
    brand VARCHAR NOT NULL,
    channel VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    solicited BOOLEAN NOT NULL,
    date DATE,
    created_at TIMESTAMPTZ,
    updated_at TIMESTAMPTZ,
    site VARCHAR,
    product VARCHAR,
    author_hash VARCHAR,
    owner_reply VARCHAR,
    owner_reply_at TIMESTAMPTZ,
    language_declared VARCHAR,
    rating DOUBLE PRECISION,
    content_hash VARCHAR NOT NULL,
    record_hash VARCHAR NOT NULL,
    version INTEGER NOT NULL,
    run_id VARCHAR NOT NULL
);

-- Every distinct content that a response had before the current one, numbered from 1 in the order of
-- their dates; the current row of `responses` bears the last number.
CREATE TABLE IF NOT EXISTS response_history (
    response_id VARCHAR NOT NULL,
    version INTEGER NOT NULL,
    content_hash VARCHAR NOT NULL,
    record_hash VARCHAR NOT NULL,
    ordered_at TIMESTAMPTZ,
    content VARCHAR NOT NULL,
    run_id VARCHAR NOT NULL,
    PRIMARY KEY (response_id, version)
);

CREATE TABLE IF NOT EXISTS scores (
    response_id VARCHAR NOT NULL,
    question_id VARCHAR NOT NULL,
    metric VARCHAR NOT NULL,
    value DOUBLE PRECISION NOT NULL,
    raw VARCHAR NOT NULL,
    scale_min DOUBLE PRECISION NOT NULL,
    scale_max DOUBLE PRECISION NOT NULL,
    direction VARCHAR NOT NULL,
    PRIMARY KEY (response_id, question_id)
);

CREATE TABLE IF NOT EXISTS verbatims (
    verbatim_id VARCHAR PRIMARY KEY,
    response_id VARCHAR NOT NULL,
    question_id VARCHAR NOT NULL,
    question VARCHAR,
    position INTEGER NOT NULL,
    text VARCHAR NOT NULL,
    translation VARCHAR,
    language VARCHAR NOT NULL,
    language_origin VARCHAR NOT NULL,
    quality VARCHAR NOT NULL,
    masked VARCHAR NOT NULL,
    text_hash VARCHAR NOT NULL
);

CREATE TABLE IF NOT EXISTS segments (
    verbatim_id VARCHAR NOT NULL,
    segment_no INTEGER NOT NULL,
    start_char INTEGER NOT NULL,
    end_char INTEGER NOT NULL
);

-- One row a verbatim: the overall reading, and whether it could be read at all. The reading is valid for
-- one text (text_hash), one model and one taxonomy; anything else is due to be read again.
CREATE TABLE IF NOT EXISTS readings (
    verbatim_id VARCHAR PRIMARY KEY,
    text_hash VARCHAR NOT NULL,
    coverage VARCHAR NOT NULL,
    informative BOOLEAN,
    informative_score DOUBLE PRECISION,
    sentiment VARCHAR,
    p_negatif DOUBLE PRECISION,
    p_neutre DOUBLE PRECISION,
    p_positif DOUBLE PRECISION,
    p_mixte DOUBLE PRECISION,
    primary_stage VARCHAR,
    model_version VARCHAR NOT NULL,
    taxonomy_version VARCHAR NOT NULL,
    run_id VARCHAR NOT NULL
);

CREATE TABLE IF NOT EXISTS tags (
    verbatim_id VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    code VARCHAR NOT NULL,
    polarity VARCHAR,
    score DOUBLE PRECISION NOT NULL,
    rank INTEGER NOT NULL,
    origin VARCHAR NOT NULL,
    model_version VARCHAR NOT NULL,
    taxonomy_version VARCHAR NOT NULL,
    run_id VARCHAR NOT NULL
);

CREATE TABLE IF NOT EXISTS tag_evidence (
    verbatim_id VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    code VARCHAR NOT NULL,
    start_char INTEGER NOT NULL,
    end_char INTEGER NOT NULL
);

CREATE TABLE IF NOT EXISTS corrections (
    correction_id VARCHAR PRIMARY KEY,
    verbatim_id VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    code VARCHAR NOT NULL,
    action VARCHAR NOT NULL,
    polarity VARCHAR,
    analyst VARCHAR NOT NULL,
    made_at TIMESTAMPTZ NOT NULL,
    comment VARCHAR
);

CREATE TABLE IF NOT EXISTS rejects (
    reject_id VARCHAR PRIMARY KEY,
    source_id VARCHAR NOT NULL,
    file_hash VARCHAR NOT NULL,
    file_name VARCHAR NOT NULL,
    row_number INTEGER NOT NULL,
    field VARCHAR,
    code VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    content VARCHAR NOT NULL,
    run_id VARCHAR NOT NULL
);

-- The cursor of a file source: a file is known by its bytes and by the mapping that read it last.
CREATE TABLE IF NOT EXISTS files (
    source_id VARCHAR NOT NULL,
    file_hash VARCHAR NOT NULL,
    mapping_hash VARCHAR NOT NULL,
    file_name VARCHAR NOT NULL,
    bytes BIGINT NOT NULL,
    rows_read INTEGER NOT NULL,
    responses INTEGER NOT NULL,
    verbatims INTEGER NOT NULL,
    rejected INTEGER NOT NULL,
    completeness VARCHAR NOT NULL,
    message VARCHAR,
    run_id VARCHAR NOT NULL,
    PRIMARY KEY (source_id, file_hash)
);

CREATE TABLE IF NOT EXISTS tombstones (
    key_hash VARCHAR PRIMARY KEY,
    scope VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    made_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE IF NOT EXISTS runs (
    run_id VARCHAR PRIMARY KEY,
    flow VARCHAR NOT NULL,
    status VARCHAR NOT NULL,
    started_at TIMESTAMPTZ NOT NULL,
    ended_at TIMESTAMPTZ,
    voc_version VARCHAR NOT NULL,
    model_version VARCHAR NOT NULL,
    taxonomy_version VARCHAR NOT NULL,
    tagged INTEGER NOT NULL,
    message VARCHAR
);

CREATE TABLE IF NOT EXISTS run_sources (
    run_id VARCHAR NOT NULL,
    source_id VARCHAR NOT NULL,
    completeness VARCHAR NOT NULL,
    files INTEGER NOT NULL,
    files_known INTEGER NOT NULL,
    rows_read INTEGER NOT NULL,
    responses INTEGER NOT NULL,
    verbatims INTEGER NOT NULL,
    new INTEGER NOT NULL,
    edited INTEGER NOT NULL,
    unchanged INTEGER NOT NULL,
    erased INTEGER NOT NULL,
    rejected INTEGER NOT NULL,
    message VARCHAR,
    PRIMARY KEY (run_id, source_id)
);

-- What a change of model or taxonomy changed, on the texts that both read.
CREATE TABLE IF NOT EXISTS tool_changes (
    model_from VARCHAR NOT NULL,
    taxonomy_from VARCHAR NOT NULL,
    model_to VARCHAR NOT NULL,
    taxonomy_to VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    code VARCHAR NOT NULL,
    verbatims_before INTEGER NOT NULL,
    verbatims_after INTEGER NOT NULL,
    gained INTEGER NOT NULL,
    lost INTEGER NOT NULL,
    PRIMARY KEY (model_from, taxonomy_from, model_to, taxonomy_to, kind, code)
);

-- The words for the codes: the taxonomy's, and those of labels.toml.
CREATE TABLE IF NOT EXISTS codes (
    kind VARCHAR NOT NULL,
    code VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    label VARCHAR NOT NULL,
    definition VARCHAR,
    theme VARCHAR,
    severity INTEGER,
    PRIMARY KEY (kind, code)
);
