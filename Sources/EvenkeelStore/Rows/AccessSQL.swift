enum AccessSQL {
    static let tokens = """
        SELECT name, scope, secret_hash, created_at, revoked_at, predicate FROM tokens ORDER BY name
        """
    static let putToken = """
        INSERT INTO tokens (name, scope, secret_hash, created_at, revoked_at, predicate) VALUES ($1, $2, $3, $4, $5, $6) \
        ON CONFLICT (name) DO UPDATE SET scope = excluded.scope, secret_hash = excluded.secret_hash, \
        created_at = excluded.created_at, revoked_at = excluded.revoked_at, predicate = excluded.predicate
        """
    static let revokeToken = "UPDATE tokens SET revoked_at = $2 WHERE name = $1 AND revoked_at IS NULL"
    /// One that is found with more time than a lease has was taken by a clock that is ahead: it is cut to what a lease has
    /// from now, and stays its holder's.
    static let acquireLease = """
        INSERT INTO leases (name, holder, generation, expires_at) VALUES ($1, $2, 1, $4) \
        ON CONFLICT (name) DO UPDATE SET \
        generation = CASE WHEN leases.holder <> excluded.holder AND leases.expires_at <= $3 \
        THEN leases.generation + 1 ELSE leases.generation END, \
        holder = CASE WHEN leases.expires_at <= $3 THEN excluded.holder ELSE leases.holder END, \
        expires_at = excluded.expires_at \
        WHERE leases.holder = excluded.holder OR leases.expires_at <= $3 OR leases.expires_at > $4 \
        RETURNING generation, holder
        """

    /// A range, as in `RowFilter`.
    static let endLeases = "UPDATE leases SET expires_at = $3 WHERE holder >= $1 AND holder < $2 AND expires_at > $3"

    static let all = [tokens, putToken, revokeToken, acquireLease, endLeases]
}
