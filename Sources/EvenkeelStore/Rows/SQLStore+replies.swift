import EvenkeelDomain
public import EvenkeelLedger

extension SQLStore {
    public func replies(_ query: ReplyQuery) async throws(Failure) -> [ReplyRow] {
        let (text, values) = ReplySQL.replies(query)
        let rows = try await driver.read { transaction throws(Failure) in try transaction.query(text, values) }
        var replies: [ReplyRow] = []
        for row in rows {
            replies.append(
                ReplyRow(
                    id: try row.text(0), contact: try row.optionalText(1).map { ContactID($0) },
                    customer: try row.optionalText(2).map { CustomerID($0) }, thread: try row.optionalText(3),
                    from: try row.text(4), subject: try row.text(5), text: try row.text(6),
                    receivedAt: try row.time(7), isAutomatic: try row.number(8) != 0, readAt: try row.optionalTime(9),
                    readBy: try row.optionalText(10)))
        }
        return replies
    }
}

extension RowWriter {
    func put(_ reply: ReplyRow) throws(Failure) -> Int {
        try transaction.execute(
            ReplySQL.put,
            [
                .text(reply.id), .text(reply.contact?.text), .text(reply.customer?.text), .text(reply.thread),
                .text(reply.from), .text(reply.subject), .text(reply.text), .time(reply.receivedAt),
                .number(reply.isAutomatic ? 1 : 0), .time(reply.readAt), .text(reply.readBy),
            ])
    }

    func markReplyRead(_ id: String, by reader: String, _ at: Timestamp) throws(Failure) -> Int {
        try transaction.execute(ReplySQL.markRead, [.text(id), .time(at), .text(reader)])
    }
}
