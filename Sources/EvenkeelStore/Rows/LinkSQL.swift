import EvenkeelLedger

enum LinkSQL {
    private static let columns = "secret_hash, kind, subject, contact, created_at, expires_at, revoked_at"
    static let find = "SELECT \(columns) FROM links WHERE secret_hash IN (\(OutcomeSQL.list(from: 1)))"
    static let put = """
        INSERT INTO links (\(columns)) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING
        """
    static let revoke = "UPDATE links SET revoked_at = $3 WHERE kind = $1 AND subject = $2 AND revoked_at IS NULL"
    static let key = "SELECT value FROM deployment_keys WHERE name = $1"
    static let putKey = "INSERT INTO deployment_keys (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING"

    static let all = [find, put, revoke, key, putKey]
}
