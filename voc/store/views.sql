-- What figures and readers start from, in the working store and in the snapshot alike: the model's tags
-- with the analysts' corrections applied, and each verbatim with what is counted of it.

-- The correction in force: the last one said of a verbatim and code (for the sentiment: of a verbatim).
CREATE OR REPLACE VIEW latest_corrections AS
SELECT correction_id, verbatim_id, kind, code, action, polarity, analyst, made_at, comment
FROM (
    SELECT *, row_number() OVER (
        PARTITION BY verbatim_id, kind, CASE WHEN kind = 'sentiment' THEN '' ELSE code END
        ORDER BY made_at DESC, correction_id DESC) AS nth
    FROM corrections
) AS numbered
WHERE nth = 1;

-- rank 0: said by an analyst, before whatever the model said.
CREATE OR REPLACE VIEW effective_tags AS
SELECT t.verbatim_id, t.kind, t.code,
       coalesce(c.polarity, t.polarity) AS polarity,
       CASE WHEN c.correction_id IS NULL THEN t.score ELSE 1.0 END AS score,
       t.rank,
       CASE WHEN c.correction_id IS NULL THEN t.origin ELSE 'analyste' END AS origin
FROM tags t
LEFT JOIN latest_corrections c ON c.verbatim_id = t.verbatim_id AND c.kind = t.kind AND c.code = t.code
WHERE c.correction_id IS NULL OR c.action <> 'remove'
UNION ALL
SELECT c.verbatim_id, c.kind, c.code, c.polarity, 1.0, 0, 'analyste'
FROM latest_corrections c
JOIN verbatims v ON v.verbatim_id = c.verbatim_id
LEFT JOIN tags t ON t.verbatim_id = c.verbatim_id AND t.kind = c.kind AND t.code = c.code
WHERE c.kind IN ('theme', 'irritant', 'stage') AND c.action <> 'remove' AND t.verbatim_id IS NULL;

CREATE OR REPLACE VIEW effective_evidence AS
SELECT e.verbatim_id, e.kind, e.code, e.start_char, e.end_char
FROM tag_evidence e
LEFT JOIN latest_corrections c ON c.verbatim_id = e.verbatim_id AND c.kind = e.kind AND c.code = e.code
WHERE c.correction_id IS NULL OR c.action <> 'remove';

CREATE OR REPLACE VIEW tag_spans AS
SELECT verbatim_id, kind, code, list([start_char, end_char] ORDER BY start_char) AS spans
FROM effective_evidence
GROUP BY verbatim_id, kind, code;

-- One row a verbatim, read or not. What an analyst said something of counts as read.
CREATE OR REPLACE VIEW effective_readings AS
SELECT v.verbatim_id,
       CASE WHEN said.verbatim_id IS NOT NULL THEN 'tagged' ELSE coalesce(r.coverage, 'pending') END AS coverage,
       r.informative,
       CASE WHEN s.correction_id IS NULL THEN r.sentiment
            WHEN s.action = 'remove' THEN NULL
            ELSE s.code END AS sentiment,
       CASE WHEN s.correction_id IS NULL THEN 'modele' ELSE 'analyste' END AS sentiment_origin,
       r.p_negatif, r.p_neutre, r.p_positif, r.p_mixte,
       r.model_version, r.taxonomy_version
FROM verbatims v
LEFT JOIN readings r ON r.verbatim_id = v.verbatim_id
LEFT JOIN latest_corrections s ON s.verbatim_id = v.verbatim_id AND s.kind = 'sentiment'
LEFT JOIN (
    SELECT DISTINCT verbatim_id FROM latest_corrections WHERE action <> 'remove'
) AS said ON said.verbatim_id = v.verbatim_id;

-- What is counted of a verbatim. `readable`: a French text that somebody can read, whatever it says; the
-- base of frequencies. `tone`: how much the text complains, in millionths (whole numbers, so that sums do
-- not depend on their order): P(négatif) + P(mixte) / 2, or what the analyst's sentiment says.
CREATE OR REPLACE VIEW facts AS
SELECT v.verbatim_id, v.response_id, r.date AS day, r.brand, r.source_id, r.channel,
       coalesce(r.site, '') AS site, r.solicited, e.coverage, e.sentiment,
       e.coverage IN ('tagged', 'unsure') OR (e.coverage = 'not_informative' AND v.quality = 'ok') AS readable,
       CAST(round(1000000 * CASE
           WHEN e.sentiment_origin = 'analyste' AND e.sentiment IS NOT NULL
               THEN CASE e.sentiment WHEN 'negatif' THEN 1.0 WHEN 'mixte' THEN 0.5 ELSE 0.0 END
           ELSE e.p_negatif + coalesce(e.p_mixte, 0.0) / 2 END) AS BIGINT) AS tone
FROM verbatims v
JOIN responses r ON r.response_id = v.response_id
JOIN effective_readings e ON e.verbatim_id = v.verbatim_id;

-- Where a verbatim is counted: everywhere, under its source, channel and site, and under what it speaks of.
CREATE OR REPLACE VIEW verbatim_dimensions AS
SELECT verbatim_id, 'all' AS dimension, '*' AS code FROM verbatims
UNION ALL
SELECT v.verbatim_id, 'source', r.source_id FROM verbatims v JOIN responses r USING (response_id)
UNION ALL
SELECT v.verbatim_id, 'channel', r.channel FROM verbatims v JOIN responses r USING (response_id)
UNION ALL
SELECT v.verbatim_id, 'site', coalesce(r.site, '') FROM verbatims v JOIN responses r USING (response_id)
UNION ALL
SELECT verbatim_id, kind, code FROM effective_tags;

-- The same for responses, those without any text included.
CREATE OR REPLACE VIEW response_dimensions AS
SELECT response_id, 'all' AS dimension, '*' AS code FROM responses
UNION ALL
SELECT response_id, 'source', source_id FROM responses
UNION ALL
SELECT response_id, 'channel', channel FROM responses
UNION ALL
SELECT response_id, 'site', coalesce(site, '') FROM responses
UNION ALL
SELECT DISTINCT v.response_id, t.kind, t.code FROM effective_tags t JOIN verbatims v USING (verbatim_id);
