-- What analysts read in the snapshot: labels beside codes, quotes beside tags, one line for one thing.

CREATE OR REPLACE VIEW v_verbatims AS
SELECT v.verbatim_id, v.response_id, r.date, r.brand, r.source_id, r.channel, r.site, r.product, r.solicited,
       r.rating, v.question, v.text,
       e.sentiment, e.coverage, l.label AS coverage_label,
       t.themes, t.irritants, t.stages,
       (r.rating <= 2 AND e.sentiment = 'positif') OR (r.rating >= 4 AND e.sentiment = 'negatif') AS contradiction,
       e.p_negatif, e.p_neutre, e.p_positif, e.p_mixte,
       v.language, v.quality, v.masked, v.translation, r.owner_reply,
       r.version > 1 AS edited,
       e.sentiment_origin = 'analyste' OR coalesce(t.corrected, false) AS corrected
FROM verbatims v
JOIN responses r ON r.response_id = v.response_id
JOIN effective_readings e ON e.verbatim_id = v.verbatim_id
LEFT JOIN codes l ON l.kind = 'coverage' AND l.code = e.coverage
LEFT JOIN (
    SELECT g.verbatim_id,
           string_agg(coalesce(c.label, g.code) || coalesce(' (' || p.label || ')', ''), ', ' ORDER BY g.rank, g.code)
               FILTER (WHERE g.kind = 'theme') AS themes,
           string_agg(coalesce(c.label, g.code), ', ' ORDER BY g.rank, g.code)
               FILTER (WHERE g.kind = 'irritant') AS irritants,
           string_agg(coalesce(c.label, g.code), ', ' ORDER BY g.rank, g.code)
               FILTER (WHERE g.kind = 'stage') AS stages,
           bool_or(g.origin = 'analyste') AS corrected
    FROM effective_tags g
    LEFT JOIN codes c ON c.kind = g.kind AND c.code = g.code
    LEFT JOIN codes p ON p.kind = 'polarity' AND p.code = g.polarity
    GROUP BY g.verbatim_id
) AS t ON t.verbatim_id = v.verbatim_id;

CREATE OR REPLACE VIEW v_tags AS
SELECT t.verbatim_id, v.response_id, r.date, r.brand, r.source_id, r.channel, r.site,
       t.kind, t.code, coalesce(c.label, t.code) AS label, t.polarity, q.quote, t.score, t.rank, t.origin, v.text
FROM effective_tags t
JOIN verbatims v ON v.verbatim_id = t.verbatim_id
JOIN responses r ON r.response_id = v.response_id
LEFT JOIN codes c ON c.kind = t.kind AND c.code = t.code
LEFT JOIN (
    SELECT e.verbatim_id, e.kind, e.code,
           string_agg(substring(x.text, e.start_char + 1, e.end_char - e.start_char), ' […] ' ORDER BY e.start_char)
               AS quote
    FROM effective_evidence e JOIN verbatims x ON x.verbatim_id = e.verbatim_id
    GROUP BY e.verbatim_id, e.kind, e.code
) AS q ON q.verbatim_id = t.verbatim_id AND q.kind = t.kind AND q.code = t.code;

CREATE OR REPLACE VIEW v_responses AS
SELECT r.response_id, r.date, r.brand, r.source_id, r.channel, r.kind, r.solicited, r.site, r.product,
       r.rating, s.scores, coalesce(n.verbatims, 0) AS verbatims, n.text,
       r.owner_reply, r.owner_reply_at, r.author_hash, r.version
FROM responses r
LEFT JOIN (
    SELECT g.response_id,
           string_agg(coalesce(c.label, g.metric) || ' ' || format('{:g}', g.value) || '/' || format('{:g}', g.scale_max),
                      ', ' ORDER BY g.question_id) AS scores
    FROM scores g LEFT JOIN codes c ON c.kind = 'metric' AND c.code = g.metric
    GROUP BY g.response_id
) AS s ON s.response_id = r.response_id
LEFT JOIN (
    SELECT x.response_id, CAST(count(*) AS INTEGER) AS verbatims,
           string_agg(x.text, ' / ' ORDER BY x.position, x.verbatim_id) AS text
    FROM verbatims x GROUP BY x.response_id
) AS n ON n.response_id = r.response_id;

CREATE OR REPLACE VIEW v_scores AS
SELECT s.response_id, r.date, r.brand, r.source_id, r.channel, r.site, r.solicited,
       s.metric, s.question_id, s.value, s.scale_min, s.scale_max, s.direction
FROM scores s JOIN responses r ON r.response_id = s.response_id;

CREATE OR REPLACE VIEW v_irritants AS
SELECT a.period, a.period_start, a.brand, a.dimension, a.dimension_code, a.rank,
       a.code, coalesce(c.label, a.code) AS label,
       a.verbatims, a.base, a.frequency, a.severity, a.impact, a.gravity, a.tone,
       c.theme, t.label AS theme_label, c.definition
FROM agg_irritants a
LEFT JOIN codes c ON c.kind = 'irritant' AND c.code = a.code
LEFT JOIN codes t ON t.kind = 'theme' AND t.code = c.theme
ORDER BY a.period, a.period_start, a.dimension, a.dimension_code, a.brand, a.rank;

CREATE OR REPLACE VIEW v_themes AS
SELECT a.period, a.period_start, a.brand, a.dimension, a.dimension_code,
       a.code, coalesce(c.label, a.code) AS label,
       a.verbatims, a.base, a.frequency, a.positif, a.negatif, a.mixte,
       a.positif_share, a.negatif_share, a.mixte_share, c.definition
FROM agg_themes a
LEFT JOIN codes c ON c.kind = 'theme' AND c.code = a.code
ORDER BY a.period, a.period_start, a.dimension, a.dimension_code, a.brand, a.verbatims DESC, a.code;

CREATE OR REPLACE VIEW v_stage_irritants AS
SELECT a.period, a.period_start, a.brand, a.stage, coalesce(s.label, a.stage) AS stage_label,
       a.irritant, coalesce(i.label, a.irritant) AS irritant_label, a.verbatims, a.base, a.share
FROM agg_stage_irritant a
LEFT JOIN codes s ON s.kind = 'stage' AND s.code = a.stage
LEFT JOIN codes i ON i.kind = 'irritant' AND i.code = a.irritant
ORDER BY a.period, a.period_start, a.brand, s.position, a.verbatims DESC, a.irritant;

CREATE OR REPLACE VIEW v_volumes AS
SELECT a.period, a.period_start, a.brand, a.dimension, a.code,
       coalesce(c.label, CASE WHEN a.dimension = 'all' THEN 'tout' WHEN a.code = '' THEN 'non précisé' ELSE a.code END)
           AS label,
       a.* EXCLUDE (period, period_start, brand, dimension, code)
FROM agg_volumes a LEFT JOIN codes c ON c.kind = a.dimension AND c.code = a.code
ORDER BY a.period, a.period_start, a.dimension, a.brand, a.verbatims DESC, a.code;

CREATE OR REPLACE VIEW v_nights AS
SELECT n.run_id, n.flow, n.status, n.started_at, n.ended_at, s.source_id, s.completeness,
       coalesce(c.label, s.completeness) AS completeness_label,
       s.files, s.files_known, s.rows_read, s.new, s.edited, s.unchanged, s.erased, s.rejected,
       coalesce(s.message, n.message) AS message, n.tagged, n.model_version, n.taxonomy_version
FROM runs n
LEFT JOIN run_sources s ON s.run_id = n.run_id
LEFT JOIN codes c ON c.kind = 'completeness' AND c.code = s.completeness
ORDER BY n.started_at DESC, s.source_id;

CREATE OR REPLACE VIEW v_rejects AS
SELECT source_id, file_name, row_number, field, code, reason, content FROM rejects
ORDER BY source_id, file_name, row_number, field;

-- French full text: `FROM search_verbatims('retard livraison')`, best first.
CREATE OR REPLACE MACRO search_verbatims(of_words) AS TABLE
    SELECT x.verbatim_id, x.relevance, r.date, r.brand, r.channel, r.site, e.sentiment, x.text
    FROM (
        SELECT v.verbatim_id, v.response_id, v.text,
               fts_main_verbatims.match_bm25(v.verbatim_id, of_words) AS relevance
        FROM verbatims v
    ) AS x
    JOIN responses r ON r.response_id = x.response_id
    JOIN effective_readings e ON e.verbatim_id = x.verbatim_id
    WHERE x.relevance IS NOT NULL
    ORDER BY x.relevance DESC, x.verbatim_id;
