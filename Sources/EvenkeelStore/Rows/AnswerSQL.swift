import EvenkeelDomain
import EvenkeelLedger

enum AnswerSQL {
    static let put = """
        INSERT INTO answers (id, rollout, customer, recorded_at, answer) VALUES ($1, $2, $3, $4, $5) \
        ON CONFLICT DO NOTHING
        """

    static func answers(_ query: AnswerQuery) -> (text: String, values: [SQLValue]) {
        var filter = RowFilter()
        filter.add("rollout", query.rollout.map { .id($0) })
        filter.add("customer", query.customer.map { .id($0) })
        return filter.select("answer", from: "answers", orderedBy: "recorded_at, id", limit: nil)
    }

    static let dates = """
        SELECT installation, not_before, cause FROM site_dates WHERE rollout = $1 ORDER BY installation
        """
    static let putDate = """
        INSERT INTO site_dates (rollout, installation, not_before, cause) VALUES ($1, $2, $3, $4) \
        ON CONFLICT (rollout, installation) DO UPDATE SET not_before = excluded.not_before, cause = excluded.cause
        """

    static let all =
        [put, dates, putDate]
        + [
            AnswerQuery(), AnswerQuery(rollout: "r"), AnswerQuery(customer: "c"),
            AnswerQuery(rollout: "r", customer: "c"),
        ].map { answers($0).text }
}
