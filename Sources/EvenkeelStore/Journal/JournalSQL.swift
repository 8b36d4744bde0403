enum JournalSQL {
    static let head = "SELECT position, hash FROM journal ORDER BY position DESC LIMIT 1"
    static let carriedOut = "SELECT position FROM journal WHERE command = $1 LIMIT 1"
    static let insert = """
        INSERT INTO journal (position, at, command, actor, event, hash) VALUES ($1, $2, $3, $4, $5, $6) \
        ON CONFLICT DO NOTHING
        """
    static let lines = """
        SELECT position, at, command, actor, event, hash FROM journal WHERE position >= $1 ORDER BY position LIMIT $2
        """
    static let snapshot = """
        SELECT position, state FROM snapshots WHERE fold_version = $1 \
        AND position <= (SELECT COALESCE(MAX(position), 0) FROM journal)
        """
    static let saveSnapshot = """
        INSERT INTO snapshots (fold_version, position, state) VALUES ($1, $2, $3) \
        ON CONFLICT (fold_version) DO UPDATE SET position = excluded.position, state = excluded.state \
        WHERE snapshots.position <= excluded.position
        """

    static let all = [head, carriedOut, insert, lines, snapshot, saveSnapshot]
}
