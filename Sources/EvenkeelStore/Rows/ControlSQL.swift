/// What was heard of sites before they were given a release, and what customers said of them.
enum ControlSQL {
    private static let signs = "'healthy', 'unhealthy', 'used', 'response_fine', 'response_trouble'"
    private static let trouble = "kind IN ('unhealthy', 'response_trouble') AND COALESCE(count, 1) > 0"

    static let put = OutcomeSQL.put("control_outcomes", rows: 1)
    static let known = "SELECT \(OutcomeSQL.columns) FROM control_outcomes WHERE rollout = $1 AND id = $2"
    static let placed = """
        SELECT installation FROM placements WHERE rollout = $1 AND installation IN (\(OutcomeSQL.list(from: 2)))
        """
    static let heard = """
        SELECT installation, MIN(at), MAX(at) FROM (\
        SELECT installation, at FROM control_outcomes WHERE rollout = $1 UNION ALL \
        SELECT installation, at FROM early_outcomes WHERE rollout = $1 AND kind IN (\(signs))) AS reports \
        GROUP BY installation ORDER BY installation
        """
    static let troubles = """
        SELECT installation, at FROM control_outcomes WHERE rollout = $1 AND \(trouble) UNION ALL \
        SELECT installation, at FROM early_outcomes WHERE rollout = $1 AND \(trouble)
        """
    /// Gaps between signs of life of the sites of a rollout, whatever release they were about.
    static let rhythms = """
        SELECT installation, COUNT(gap), CAST(SUM(gap) AS BIGINT), MAX(gap) FROM (\
        SELECT installation, at - LAG(at) OVER (PARTITION BY installation ORDER BY at) AS gap FROM (\
        SELECT installation, at FROM outcomes WHERE kind IN (\(signs)) UNION \
        SELECT installation, at FROM early_outcomes WHERE kind IN (\(signs)) UNION \
        SELECT installation, at FROM control_outcomes) AS reports \
        WHERE installation IN (SELECT installation FROM placements WHERE rollout = $1)) AS gaps \
        WHERE gap IS NOT NULL GROUP BY installation ORDER BY installation
        """

    private static let responseColumns =
        "outcome, rollout, installation, is_fine, at, way, said_by, recorded_by, recorded_at, note"
    static let putResponse = """
        INSERT INTO responses (\(responseColumns)) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) \
        ON CONFLICT DO NOTHING
        """
    /// Those that count by now; others are kept aside until the start of their site is known.
    static let responses = """
        SELECT \(responseColumns) FROM responses WHERE rollout = $1 \
        AND EXISTS (SELECT 1 FROM outcomes WHERE outcomes.id = responses.outcome) ORDER BY at DESC, outcome DESC
        """

    static let all = [put, known, placed, heard, troubles, rhythms, putResponse, responses]
}
