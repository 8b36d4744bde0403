import EvenkeelDomain
import EvenkeelLedger

enum ReplySQL {
    private static let columns = """
        id, contact, customer, thread, sender, subject, body, received_at, is_automatic, read_at, read_by
        """
    static let put = """
        INSERT INTO replies (\(columns)) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING
        """
    static let markRead = "UPDATE replies SET read_at = $2, read_by = $3 WHERE id = $1 AND read_at IS NULL"

    /// The statement for those members of a query that are set.
    static func replies(_ query: ReplyQuery) -> (text: String, values: [SQLValue]) {
        var filter = RowFilter()
        filter.add("id", query.id.map { .text($0) })
        filter.add("customer", query.customer.map { .id($0) })
        filter.add("thread", query.thread.map { .text($0) })
        if query.waiting { filter.require("read_at IS NULL AND is_automatic = 0") }
        return filter.select(columns, from: "replies", orderedBy: "received_at DESC, id DESC", limit: query.limit)
    }

    private static var queries: [String] {
        (0..<16).map { bits in
            replies(
                ReplyQuery(
                    customer: bits & 1 == 0 ? nil : "c", thread: bits & 2 == 0 ? nil : "t",
                    id: bits & 4 == 0 ? nil : "r",
                    waiting: bits & 8 != 0)
            ).text
        }
    }

    static let all = [put, markRead] + queries
}
