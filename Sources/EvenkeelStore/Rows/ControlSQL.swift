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

    private static let answerColumns =
        "outcome, rollout, installation, is_fine, at, way, said_by, recorded_by, recorded_at, note"
    static let putAnswer = """
        INSERT INTO answers (\(answerColumns)) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) \
        ON CONFLICT DO NOTHING
        """
    static let answers = "SELECT \(answerColumns) FROM answers WHERE rollout = $1 ORDER BY at DESC, outcome DESC"

    static let all = [put, known, placed, heard, troubles, rhythms, putAnswer, answers]
}
