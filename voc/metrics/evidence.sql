-- From a figure back to the words. One table macro for each table of figures: called with the key of a row,
-- it gives the verbatims (or responses) that the row counts, with the offsets of the words that say so.
-- Parameters are named of_… because DuckDB would also put a parameter in the place of a column of that name
-- inside the views that a macro reads.

CREATE OR REPLACE MACRO in_period(of_day, of_period, of_start) AS (
    CASE of_period
        WHEN 'all' THEN true
        WHEN 'day' THEN of_day = CAST(of_start AS DATE)
        WHEN 'week' THEN date_trunc('week', of_day) = CAST(of_start AS DATE)
        WHEN 'month' THEN date_trunc('month', of_day) = CAST(of_start AS DATE)
        ELSE false
    END
);

CREATE OR REPLACE MACRO behind_volumes(of_period, of_start, of_brand, of_dimension, of_code) AS TABLE
    SELECT f.verbatim_id, f.response_id, f.coverage, f.sentiment, f.readable, f.solicited
    FROM facts f JOIN verbatim_dimensions d ON d.verbatim_id = f.verbatim_id
    WHERE d.dimension = of_dimension AND d.code = of_code
      AND in_period(f.day, of_period, of_start) AND (of_brand = '*' OR f.brand = of_brand);

CREATE OR REPLACE MACRO behind_responses(of_period, of_start, of_brand, of_dimension, of_code) AS TABLE
    SELECT r.response_id
    FROM responses r JOIN response_dimensions d ON d.response_id = r.response_id
    WHERE d.dimension = of_dimension AND d.code = of_code
      AND in_period(r.date, of_period, of_start) AND (of_brand = '*' OR r.brand = of_brand);

CREATE OR REPLACE MACRO behind_scores(
    of_period, of_start, of_brand, of_dimension, of_code,
    of_metric, of_question, of_scale_min, of_scale_max, of_direction, of_solicited
) AS TABLE
    SELECT s.response_id, s.value
    FROM scores s
    JOIN responses r ON r.response_id = s.response_id
    JOIN response_dimensions d ON d.response_id = r.response_id
    WHERE d.dimension = of_dimension AND d.code = of_code
      AND s.metric = of_metric AND s.question_id = of_question
      AND s.scale_min = of_scale_min AND s.scale_max = of_scale_max AND s.direction = of_direction
      AND r.solicited = of_solicited
      AND in_period(r.date, of_period, of_start) AND (of_brand = '*' OR r.brand = of_brand);

CREATE OR REPLACE MACRO behind_themes(
    of_period, of_start, of_brand, of_dimension, of_dimension_code, of_theme
) AS TABLE
    SELECT f.verbatim_id, f.response_id, t.polarity, coalesce(e.spans, []) AS spans
    FROM facts f
    JOIN effective_tags t ON t.verbatim_id = f.verbatim_id AND t.kind = 'theme'
    JOIN verbatim_dimensions d ON d.verbatim_id = f.verbatim_id
    LEFT JOIN tag_spans e ON e.verbatim_id = f.verbatim_id AND e.kind = 'theme' AND e.code = t.code
    WHERE f.readable AND t.code = of_theme AND d.dimension = of_dimension AND d.code = of_dimension_code
      AND in_period(f.day, of_period, of_start) AND (of_brand = '*' OR f.brand = of_brand);

CREATE OR REPLACE MACRO behind_irritants(
    of_period, of_start, of_brand, of_dimension, of_dimension_code, of_irritant
) AS TABLE
    SELECT f.verbatim_id, f.response_id, coalesce(e.spans, []) AS spans
    FROM facts f
    JOIN effective_tags t ON t.verbatim_id = f.verbatim_id AND t.kind = 'irritant'
    JOIN verbatim_dimensions d ON d.verbatim_id = f.verbatim_id
    LEFT JOIN tag_spans e ON e.verbatim_id = f.verbatim_id AND e.kind = 'irritant' AND e.code = t.code
    WHERE f.readable AND t.code = of_irritant AND d.dimension = of_dimension AND d.code = of_dimension_code
      AND in_period(f.day, of_period, of_start) AND (of_brand = '*' OR f.brand = of_brand);

CREATE OR REPLACE MACRO behind_stage_irritant(of_period, of_start, of_brand, of_stage, of_irritant) AS TABLE
    SELECT f.verbatim_id, f.response_id, coalesce(e.spans, []) AS spans
    FROM facts f
    JOIN effective_tags s ON s.verbatim_id = f.verbatim_id AND s.kind = 'stage'
    JOIN effective_tags t ON t.verbatim_id = f.verbatim_id AND t.kind = 'irritant'
    LEFT JOIN tag_spans e ON e.verbatim_id = f.verbatim_id AND e.kind = 'irritant' AND e.code = t.code
    WHERE f.readable AND s.code = of_stage AND t.code = of_irritant
      AND in_period(f.day, of_period, of_start) AND (of_brand = '*' OR f.brand = of_brand);
