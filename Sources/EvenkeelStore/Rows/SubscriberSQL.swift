enum SubscriberSQL {
    private static let select = """
        SELECT s.written, s.locale, s.components, s.incidents, s.confirmed_at, q.since, q.reason FROM subscribers s \
        LEFT JOIN quarantines q ON q.address = s.address
        """
    static let one = "\(select) WHERE s.address = $1"
    static let every = "\(select) ORDER BY s.address"
    static let put = """
        INSERT INTO subscribers (address, written, locale, components, incidents, confirmed_at) \
        VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (address) DO UPDATE SET written = excluded.written, \
        locale = excluded.locale, components = excluded.components, incidents = excluded.incidents, \
        confirmed_at = excluded.confirmed_at
        """
    static let drop = "DELETE FROM subscribers WHERE address = $1"

    static let all = [one, every, put, drop]
}
