-- What the report asks of a published snapshot. Each question bears a name and is asked once.
-- $first and $last: the days of the period. Figures are those of the tables agg_… by day, added up, so that
-- the period may be any; averages are weighted by what they average and added in the order of the days.

-- name: days
SELECT min(period_start), max(period_start) FROM agg_volumes WHERE period = 'day';

-- name: undated
SELECT coalesce(sum(CASE period WHEN 'all' THEN verbatims ELSE -verbatims END), 0)
FROM agg_volumes
WHERE period IN ('all', 'day') AND brand = '*' AND dimension = 'all';

-- name: volumes
SELECT brand, dimension, code, sum(responses), sum(verbatims), sum(readable), sum(tagged), sum(unsure),
       sum(not_informative), sum(not_french), sum(pending), sum(negatif), sum(mixte), sum(neutre), sum(positif)
FROM agg_volumes
WHERE period = 'day' AND period_start BETWEEN $first AND $last
  AND dimension IN ('all', 'source', 'channel', 'site', 'stage')
GROUP BY ALL ORDER BY ALL;

-- name: weekly_volumes
SELECT brand, CAST($last AS DATE) - period_start AS days_ago, responses, verbatims, readable, tagged, unsure,
       not_informative, not_french, pending, negatif, mixte, neutre, positif
FROM agg_volumes
WHERE period = 'day' AND period_start BETWEEN $first AND $last AND brand <> '*' AND dimension = 'all'
ORDER BY ALL;

-- name: irritants
SELECT a.brand, a.code, any_value(c.label), any_value(c.definition), sum(a.verbatims),
       sum(a.verbatims * a.severity ORDER BY a.period_start) / sum(a.verbatims)
FROM agg_irritants a LEFT JOIN codes c ON c.kind = 'irritant' AND c.code = a.code
WHERE a.period = 'day' AND a.period_start BETWEEN $first AND $last AND a.brand <> '*' AND a.dimension = 'all'
GROUP BY ALL ORDER BY 1, 2;

-- name: irritant_places
SELECT brand, code, dimension, dimension_code, sum(verbatims)
FROM agg_irritants
WHERE period = 'day' AND period_start BETWEEN $first AND $last AND brand <> '*'
  AND dimension IN ('site', 'channel')
GROUP BY ALL ORDER BY ALL;

-- name: weekly_irritants
SELECT brand, code, CAST($last AS DATE) - period_start AS days_ago, verbatims
FROM agg_irritants
WHERE period = 'day' AND period_start BETWEEN $first AND $last AND brand <> '*' AND dimension = 'all'
ORDER BY ALL;

-- name: stage_irritants
SELECT brand, stage, irritant, sum(verbatims)
FROM agg_stage_irritant
WHERE period = 'day' AND period_start BETWEEN $first AND $last AND brand <> '*'
GROUP BY ALL ORDER BY ALL;

-- name: themes
SELECT a.brand, a.code, any_value(c.label), sum(a.positif), sum(a.verbatims)
FROM agg_themes a LEFT JOIN codes c ON c.kind = 'theme' AND c.code = a.code
WHERE a.period = 'day' AND a.period_start BETWEEN $first AND $last AND a.brand <> '*' AND a.dimension = 'all'
GROUP BY ALL HAVING sum(a.positif) > 0 ORDER BY 1, 4 DESC, 2;

-- name: scores
SELECT brand, code, metric, question_id, scale_min, scale_max, direction, solicited, sum(n),
       sum(n * mean ORDER BY period_start) / sum(n), coalesce(sum(promoters), 0), coalesce(sum(passives), 0),
       coalesce(sum(detractors), 0), sum(top2)
FROM agg_scores
WHERE period = 'day' AND period_start BETWEEN $first AND $last AND brand <> '*' AND dimension = 'source'
GROUP BY ALL ORDER BY ALL;

-- name: codes
SELECT kind, code, label, coalesce(definition, '') FROM codes ORDER BY kind, position, code;

-- name: channels
SELECT DISTINCT source_id, channel FROM responses ORDER BY ALL;

-- name: runs
SELECT run_id, flow, status, CAST(coalesce(ended_at, started_at) AS TIMESTAMP), voc_version, model_version, taxonomy_version, message
FROM runs ORDER BY started_at DESC, run_id DESC;

-- name: run_sources
SELECT source_id, completeness, new, edited, rejected, coalesce(message, '')
FROM run_sources WHERE run_id = $run ORDER BY source_id;

-- name: rejects
SELECT source_id, file_name, reason,
       array_to_string((list(row_number ORDER BY row_number))[1:10], ', ')
           || CASE WHEN count(*) > 10 THEN '…' ELSE '' END,
       count(*)
FROM rejects GROUP BY source_id, file_name, reason ORDER BY 5 DESC, 1, 2, 3;

-- name: tools
SELECT DISTINCT model_version, taxonomy_version
FROM effective_readings WHERE model_version IS NOT NULL ORDER BY ALL;

-- name: tool_changes
SELECT t.model_from, t.taxonomy_from, t.model_to, t.taxonomy_to, t.kind, coalesce(c.label, t.code),
       t.verbatims_before, t.verbatims_after
FROM tool_changes t LEFT JOIN codes c ON c.kind = t.kind AND c.code = t.code
ORDER BY 1, 2, 3, 4, abs(t.verbatims_after - t.verbatims_before) DESC, 5, 6;

-- name: candidates
-- $best: how many by score, $latest: how many by date, for each brand and code.
WITH counted AS (
    SELECT f.brand, t.kind, t.code, f.verbatim_id, f.day, f.channel, f.site, t.score,
           coalesce(CASE t.kind WHEN 'theme' THEN f.sentiment = 'positif'
                    ELSE f.sentiment IN ('negatif', 'mixte') END, false) AS fits
    FROM facts f JOIN effective_tags t USING (verbatim_id)
    WHERE f.readable AND f.day BETWEEN $first AND $last
      AND (t.kind = 'irritant' OR t.kind = 'theme' AND t.polarity = 'positif')
),
ranked AS (
    SELECT *,
           row_number() OVER (
               PARTITION BY brand, kind, code ORDER BY fits DESC, score DESC, verbatim_id) AS by_score,
           row_number() OVER (PARTITION BY brand, kind, code ORDER BY day DESC, verbatim_id) AS by_day
    FROM counted
    QUALIFY by_score <= $best OR kind = 'irritant' AND by_day <= $latest
),
evidence AS (
    SELECT verbatim_id, kind, code, list([start_char, end_char] ORDER BY start_char) AS spans
    FROM effective_evidence SEMI JOIN ranked USING (verbatim_id, kind, code) GROUP BY ALL
),
clauses AS (
    SELECT verbatim_id, list([start_char, end_char] ORDER BY segment_no) AS spans
    FROM segments SEMI JOIN ranked USING (verbatim_id) GROUP BY ALL
)
SELECT r.brand, r.kind, r.code, r.by_score <= $best, r.by_day <= $latest, r.verbatim_id, v.text, r.score, r.day,
       r.channel, r.site, coalesce(e.spans, []), coalesce(c.spans, []), r.fits
FROM ranked r
JOIN verbatims v USING (verbatim_id)
LEFT JOIN evidence e ON e.verbatim_id = r.verbatim_id AND e.kind = r.kind AND e.code = r.code
LEFT JOIN clauses c ON c.verbatim_id = r.verbatim_id
ORDER BY r.brand, r.kind, r.code, r.day DESC, r.verbatim_id;
