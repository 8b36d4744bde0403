enum AudienceSQL {
    static let members = """
        SELECT customer, reason, maybe, state, restored_at, restored_how, found_by FROM audience WHERE incident = $1 \
        ORDER BY customer
        """
    static let member = """
        SELECT customer, reason, maybe, state, restored_at, restored_how, found_by FROM audience WHERE incident = $1 \
        AND customer IN (\(OutcomeSQL.list(from: 2))) ORDER BY customer
        """
    /// A member that is there already keeps its state: an audience computed again restores and breaks nothing.
    static let put = """
        INSERT INTO audience (incident, customer, reason, maybe, state, restored_at, restored_how, found_by) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
        ON CONFLICT (incident, customer) DO UPDATE SET reason = excluded.reason, maybe = excluded.maybe, \
        found_by = excluded.found_by \
        WHERE audience.reason <> excluded.reason OR audience.maybe <> excluded.maybe \
        OR COALESCE(audience.found_by, '-') <> COALESCE(excluded.found_by, '-')
        """
    static let restore = """
        UPDATE audience SET state = 'restored', restored_at = $3, restored_how = $4 \
        WHERE incident = $1 AND customer = $2 AND state = 'affected'
        """

    static let drop = "DELETE FROM audience WHERE incident = $1 AND customer = $2"

    static let all = [members, member, put, restore, drop]
}
