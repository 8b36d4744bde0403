enum TicketSQL {
    private static let columns = "incident, customer, reference, url, told, closed_at, attempts, next_at, problem"
    static let find = "SELECT \(columns) FROM tickets WHERE incident = $1 ORDER BY customer"
    static let put = """
        INSERT INTO tickets (\(columns)) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) \
        ON CONFLICT (incident, customer) DO UPDATE SET reference = excluded.reference, url = excluded.url, \
        told = excluded.told, closed_at = excluded.closed_at, attempts = excluded.attempts, \
        next_at = excluded.next_at, problem = excluded.problem
        """

    static let all = [find, put]
}
