extension Migration {
    /// Answers of customers that came with other outcomes, from before these were listed with the others. Who reported
    /// them was not kept then.
    static let reportedResponses = Migration(
        number: 16, name: "reported responses",
        statements: [
            """
            INSERT INTO responses (outcome, rollout, installation, is_fine, at, way, said_by, recorded_by, recorded_at, note)
            SELECT id, rollout, installation,
              CASE WHEN kind = 'response_trouble' AND COALESCE(count, 1) > 0 THEN 0 ELSE 1 END,
              at, 'report', '', '', at, COALESCE(fault, '')
            FROM outcomes WHERE kind IN ('response_fine', 'response_trouble')
            ON CONFLICT DO NOTHING
            """
        ])
}
