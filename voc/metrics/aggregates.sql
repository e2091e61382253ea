-- The figures, from the views of voc/store/views.sql. One transaction runs all of it.
--
-- A row of a figure's table stands for a period ('day', 'week' from Monday, 'month', 'all'), a brand ('*':
-- all of them) and a dimension. Rows that would be empty do not exist; what has no date counts in 'all' only.
--
-- Everything is counted once by day and brand ("fine" tables), then added up. Sums are of whole numbers, so
-- that no figure depends on the order in which threads met the rows.

CREATE OR REPLACE TEMP TABLE fig_facts AS SELECT * FROM facts;
CREATE OR REPLACE TEMP TABLE fig_tags AS
    SELECT t.verbatim_id, t.kind, t.code, t.polarity FROM effective_tags t;

CREATE OR REPLACE TEMP TABLE fig_places AS
    SELECT verbatim_id, 'all' AS dimension, '*' AS code FROM fig_facts
    UNION ALL SELECT verbatim_id, 'source', source_id FROM fig_facts
    UNION ALL SELECT verbatim_id, 'channel', channel FROM fig_facts
    UNION ALL SELECT verbatim_id, 'site', site FROM fig_facts;

CREATE OR REPLACE TEMP TABLE fig_calendar AS
    WITH days AS (SELECT DISTINCT date AS day FROM responses)
    SELECT day, 'all' AS period, CAST(NULL AS DATE) AS period_start FROM days
    UNION ALL SELECT day, 'day', day FROM days WHERE day IS NOT NULL
    UNION ALL SELECT day, 'week', CAST(date_trunc('week', day) AS DATE) FROM days WHERE day IS NOT NULL
    UNION ALL SELECT day, 'month', CAST(date_trunc('month', day) AS DATE) FROM days WHERE day IS NOT NULL;

CREATE OR REPLACE TEMP TABLE fig_brands AS
    WITH brands AS (SELECT DISTINCT brand FROM responses)
    SELECT brand, brand AS shown FROM brands UNION ALL SELECT brand, '*' FROM brands;

CREATE OR REPLACE TABLE agg_volumes AS
WITH by_verbatim AS (
    SELECT f.day, f.brand, d.dimension, d.code,
           count(*) AS verbatims,
           count(*) FILTER (WHERE f.readable) AS readable,
           count(*) FILTER (WHERE f.coverage = 'tagged') AS tagged,
           count(*) FILTER (WHERE f.coverage = 'unsure') AS unsure,
           count(*) FILTER (WHERE f.coverage = 'not_informative') AS not_informative,
           count(*) FILTER (WHERE f.coverage = 'not_french') AS not_french,
           count(*) FILTER (WHERE f.coverage = 'pending') AS pending,
           count(f.sentiment) AS with_sentiment,
           count(*) FILTER (WHERE f.sentiment = 'positif') AS positif,
           count(*) FILTER (WHERE f.sentiment = 'negatif') AS negatif,
           count(*) FILTER (WHERE f.sentiment = 'neutre') AS neutre,
           count(*) FILTER (WHERE f.sentiment = 'mixte') AS mixte,
           count(*) FILTER (WHERE f.solicited) AS solicited
    FROM fig_facts f
    JOIN (FROM fig_places UNION ALL SELECT verbatim_id, kind, code FROM fig_tags) AS d USING (verbatim_id)
    GROUP BY ALL
),
by_response AS (
    SELECT r.date AS day, r.brand, d.dimension, d.code, count(*) AS responses
    FROM responses r JOIN response_dimensions d USING (response_id)
    GROUP BY ALL
),
fine AS (
    SELECT r.*, v.* EXCLUDE (day, brand, dimension, code)
    FROM by_response r LEFT JOIN by_verbatim v
      ON v.day IS NOT DISTINCT FROM r.day AND v.brand = r.brand
     AND v.dimension = r.dimension AND v.code = r.code
),
added AS (
    SELECT c.period, c.period_start, b.shown AS brand, f.dimension, f.code,
           sum(f.responses) AS responses,
           coalesce(sum(f.verbatims), 0) AS verbatims,
           coalesce(sum(f.readable), 0) AS readable,
           coalesce(sum(f.tagged), 0) AS tagged,
           coalesce(sum(f.unsure), 0) AS unsure,
           coalesce(sum(f.not_informative), 0) AS not_informative,
           coalesce(sum(f.not_french), 0) AS not_french,
           coalesce(sum(f.pending), 0) AS pending,
           coalesce(sum(f.with_sentiment), 0) AS with_sentiment,
           coalesce(sum(f.positif), 0) AS positif,
           coalesce(sum(f.negatif), 0) AS negatif,
           coalesce(sum(f.neutre), 0) AS neutre,
           coalesce(sum(f.mixte), 0) AS mixte,
           coalesce(sum(f.solicited), 0) AS solicited
    FROM fine f
    JOIN fig_calendar c ON c.day IS NOT DISTINCT FROM f.day
    JOIN fig_brands b ON b.brand = f.brand
    GROUP BY ALL
)
SELECT period, period_start, brand, dimension, code,
       CAST(responses AS INTEGER) AS responses,
       CAST(verbatims AS INTEGER) AS verbatims,
       CAST(readable AS INTEGER) AS readable,
       CAST(tagged AS INTEGER) AS tagged,
       CAST(unsure AS INTEGER) AS unsure,
       CAST(not_informative AS INTEGER) AS not_informative,
       CAST(not_french AS INTEGER) AS not_french,
       CAST(pending AS INTEGER) AS pending,
       tagged / nullif(verbatims, 0) AS coverage_share,
       CAST(with_sentiment AS INTEGER) AS with_sentiment,
       CAST(positif AS INTEGER) AS positif,
       CAST(negatif AS INTEGER) AS negatif,
       CAST(neutre AS INTEGER) AS neutre,
       CAST(mixte AS INTEGER) AS mixte,
       positif / nullif(with_sentiment, 0) AS positif_share,
       negatif / nullif(with_sentiment, 0) AS negatif_share,
       neutre / nullif(with_sentiment, 0) AS neutre_share,
       mixte / nullif(with_sentiment, 0) AS mixte_share,
       CAST(solicited AS INTEGER) AS solicited_verbatims,
       CAST(verbatims - solicited AS INTEGER) AS spontaneous_verbatims
FROM added;

-- NPS: 9 and 10 promote, 0 to 6 detract, and passives stay in the denominator. CSAT: the two best points of
-- scales of 3 to 11 points. Two scales, two questions, or solicited and spontaneous answers never meet.
CREATE OR REPLACE TABLE agg_scores AS
WITH fine AS (
    SELECT r.date AS day, r.brand, d.dimension, d.code,
           s.metric, s.question_id, s.scale_min, s.scale_max, s.direction, r.solicited,
           count(*) AS n,
           sum(CAST(round(s.value * 1000000) AS BIGINT)) AS total,
           count(*) FILTER (WHERE s.value >= 9) AS promoters,
           count(*) FILTER (WHERE s.value <= 6) AS detractors,
           count(*) FILTER (WHERE CASE s.direction WHEN 'lower_is_better'
               THEN s.value <= s.scale_min + 1 ELSE s.value >= s.scale_max - 1 END) AS top2
    FROM scores s
    JOIN responses r USING (response_id)
    JOIN response_dimensions d USING (response_id)
    GROUP BY ALL
),
added AS (
    SELECT c.period, c.period_start, b.shown AS brand, f.dimension, f.code,
           f.metric, f.question_id, f.scale_min, f.scale_max, f.direction, f.solicited,
           sum(f.n) AS n, sum(f.total) AS total, sum(f.promoters) AS promoters,
           sum(f.detractors) AS detractors, sum(f.top2) AS top2
    FROM fine f
    JOIN fig_calendar c ON c.day IS NOT DISTINCT FROM f.day
    JOIN fig_brands b ON b.brand = f.brand
    GROUP BY ALL
)
SELECT period, period_start, brand, dimension, code,
       metric, question_id, scale_min, scale_max, direction, solicited,
       CAST(n AS INTEGER) AS n,
       total / n / 1000000 AS mean,
       CAST(CASE metric WHEN 'nps' THEN promoters END AS INTEGER) AS promoters,
       CAST(CASE metric WHEN 'nps' THEN n - promoters - detractors END AS INTEGER) AS passives,
       CAST(CASE metric WHEN 'nps' THEN detractors END AS INTEGER) AS detractors,
       CASE metric WHEN 'nps' THEN 100 * (promoters - detractors) / n END AS nps,
       CAST(CASE WHEN metric = 'csat' AND scale_max - scale_min BETWEEN 2 AND 10 THEN top2 END AS INTEGER) AS top2,
       CASE WHEN metric = 'csat' AND scale_max - scale_min BETWEEN 2 AND 10 THEN top2 / n END AS top2_share
FROM added;

CREATE OR REPLACE TABLE agg_themes AS
WITH fine AS (
    SELECT f.day, f.brand, d.dimension, d.code AS dimension_code, t.code,
           count(*) AS verbatims,
           count(*) FILTER (WHERE t.polarity = 'positif') AS positif,
           count(*) FILTER (WHERE t.polarity = 'negatif') AS negatif,
           count(*) FILTER (WHERE t.polarity = 'mixte') AS mixte
    FROM fig_facts f
    JOIN fig_tags t ON t.verbatim_id = f.verbatim_id AND t.kind = 'theme'
    JOIN fig_places d ON d.verbatim_id = f.verbatim_id
    WHERE f.readable
    GROUP BY ALL
),
added AS (
    SELECT c.period, c.period_start, b.shown AS brand, f.dimension, f.dimension_code, f.code,
           sum(f.verbatims) AS verbatims, sum(f.positif) AS positif, sum(f.negatif) AS negatif,
           sum(f.mixte) AS mixte
    FROM fine f
    JOIN fig_calendar c ON c.day IS NOT DISTINCT FROM f.day
    JOIN fig_brands b ON b.brand = f.brand
    GROUP BY ALL
)
SELECT a.period, a.period_start, a.brand, a.dimension, a.dimension_code, a.code,
       CAST(a.verbatims AS INTEGER) AS verbatims,
       v.readable AS base,
       a.verbatims / v.readable AS frequency,
       CAST(a.positif AS INTEGER) AS positif,
       CAST(a.negatif AS INTEGER) AS negatif,
       CAST(a.mixte AS INTEGER) AS mixte,
       a.positif / a.verbatims AS positif_share,
       a.negatif / a.verbatims AS negatif_share,
       a.mixte / a.verbatims AS mixte_share
FROM added a JOIN agg_volumes v
  ON v.period = a.period AND v.period_start IS NOT DISTINCT FROM a.period_start AND v.brand = a.brand
 AND v.dimension = a.dimension AND v.code = a.dimension_code;

-- severity = (the taxonomy's severity, 1 to 3) / 3 x (how much the verbatims that report it complain).
CREATE OR REPLACE TABLE agg_irritants AS
WITH fine AS (
    SELECT f.day, f.brand, d.dimension, d.code AS dimension_code, t.code,
           count(*) AS verbatims, sum(f.tone) AS tone, count(f.tone) AS toned
    FROM fig_facts f
    JOIN fig_tags t ON t.verbatim_id = f.verbatim_id AND t.kind = 'irritant'
    JOIN fig_places d ON d.verbatim_id = f.verbatim_id
    WHERE f.readable
    GROUP BY ALL
),
added AS (
    SELECT c.period, c.period_start, b.shown AS brand, f.dimension, f.dimension_code, f.code,
           sum(f.verbatims) AS verbatims, coalesce(sum(f.tone), 0) AS tone, sum(f.toned) AS toned
    FROM fine f
    JOIN fig_calendar c ON c.day IS NOT DISTINCT FROM f.day
    JOIN fig_brands b ON b.brand = f.brand
    GROUP BY ALL
),
weighed AS (
    SELECT a.period, a.period_start, a.brand, a.dimension, a.dimension_code, a.code,
           a.verbatims, v.readable AS base,
           a.verbatims / v.readable AS frequency,
           coalesce(k.severity, 2) AS gravity,
           CASE WHEN a.toned = 0 THEN 1.0 ELSE a.tone / a.toned / 1000000 END AS tone
    FROM added a
    JOIN agg_volumes v
      ON v.period = a.period AND v.period_start IS NOT DISTINCT FROM a.period_start AND v.brand = a.brand
     AND v.dimension = a.dimension AND v.code = a.dimension_code
    LEFT JOIN codes k ON k.kind = 'irritant' AND k.code = a.code
),
valued AS (
    SELECT *, gravity / 3 * tone AS severity, frequency * (gravity / 3 * tone) AS impact FROM weighed
)
SELECT period, period_start, brand, dimension, dimension_code, code,
       CAST(verbatims AS INTEGER) AS verbatims, base, frequency, gravity, tone, severity, impact,
       CAST(row_number() OVER (
           PARTITION BY period, period_start, brand, dimension, dimension_code
           ORDER BY impact DESC, verbatims DESC, code) AS INTEGER) AS rank
FROM valued;

CREATE OR REPLACE TABLE agg_stage_irritant AS
WITH fine AS (
    SELECT f.day, f.brand, s.code AS stage, i.code AS irritant, count(*) AS verbatims
    FROM fig_facts f
    JOIN fig_tags s ON s.verbatim_id = f.verbatim_id AND s.kind = 'stage'
    JOIN fig_tags i ON i.verbatim_id = f.verbatim_id AND i.kind = 'irritant'
    WHERE f.readable
    GROUP BY ALL
),
added AS (
    SELECT c.period, c.period_start, b.shown AS brand, f.stage, f.irritant, sum(f.verbatims) AS verbatims
    FROM fine f
    JOIN fig_calendar c ON c.day IS NOT DISTINCT FROM f.day
    JOIN fig_brands b ON b.brand = f.brand
    GROUP BY ALL
)
SELECT a.period, a.period_start, a.brand, a.stage, a.irritant,
       CAST(a.verbatims AS INTEGER) AS verbatims, v.readable AS base, a.verbatims / v.readable AS share
FROM added a JOIN agg_volumes v
  ON v.period = a.period AND v.period_start IS NOT DISTINCT FROM a.period_start AND v.brand = a.brand
 AND v.dimension = 'stage' AND v.code = a.stage;

DROP TABLE temp.fig_facts;
DROP TABLE temp.fig_tags;
DROP TABLE temp.fig_places;
DROP TABLE temp.fig_calendar;
DROP TABLE temp.fig_brands;
