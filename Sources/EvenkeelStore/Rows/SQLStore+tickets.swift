public import EvenkeelDomain
public import EvenkeelLedger

extension SQLStore {
    public func tickets(_ incident: IncidentID) async throws(Failure) -> [TicketRow] {
        let rows = try await driver.read { transaction throws(Failure) in
            try transaction.query(TicketSQL.find, [.id(incident)])
        }
        var tickets: [TicketRow] = []
        for row in rows {
            var ticket = TicketRow(incident: try row.id(0), customer: try row.id(1), nextAt: try row.time(7))
            ticket.reference = try row.optionalText(2)
            ticket.url = try row.optionalText(3)
            ticket.told = try row.number(4)
            ticket.closedAt = try row.optionalTime(5)
            ticket.attempts = try row.number(6)
            ticket.problem = try row.optionalText(8)
            tickets.append(ticket)
        }
        return tickets
    }
}

extension RowWriter {
    func put(_ ticket: TicketRow) throws(Failure) -> Int {
        try transaction.execute(
            TicketSQL.put,
            [
                .id(ticket.incident), .id(ticket.customer), .text(ticket.reference), .text(ticket.url),
                .number(ticket.told), .time(ticket.closedAt), .number(ticket.attempts), .time(ticket.nextAt),
                .text(ticket.problem),
            ])
    }
}
