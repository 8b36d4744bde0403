import EvenkeelDomain
public import EvenkeelLedger

extension SQLStore {
    public func links(secretHashes: [String]) async throws(Failure) -> [LinkRow] {
        let rows = try await driver.read { transaction throws(Failure) in
            try Self.rows(LinkSQL.find, among: secretHashes.map { .text($0) }, transaction)
        }
        var links: [LinkRow] = []
        links.reserveCapacity(rows.count)
        for row in rows {
            links.append(
                LinkRow(
                    secretHash: try row.text(0), kind: try row.member(1), subject: try row.text(2),
                    contact: try row.optionalText(3).map { ContactID($0) }, createdAt: try row.time(4),
                    expiresAt: try row.optionalTime(5), revokedAt: try row.optionalTime(6)))
        }
        return links
    }

    /// The rows of a query whose list is asked for in pieces of one length, so that there is one statement.
    ///
    /// - Parameter first: the values of the places before the list.
    static func rows(
        _ statement: String, after first: [SQLValue] = [], among values: [SQLValue], _ transaction: any SQLTransaction
    ) throws(Failure) -> [SQLRow] {
        var rows: [SQLRow] = []
        for chunk in values.chunks(of: OutcomeSQL.chunk) {
            guard let filler = chunk.first else { continue }
            let rest = Array(repeating: filler, count: OutcomeSQL.chunk - chunk.count)
            rows += try transaction.query(statement, first + chunk + rest)
        }
        return rows
    }

    public func deploymentKey(_ name: String, candidate: String) async throws(Failure) -> String {
        let known = try await driver.read { transaction throws(Failure) in
            try transaction.query(LinkSQL.key, [.text(name)]).first?.text(0)
        }
        if let known { return known }
        return try await driver.write { transaction throws(Failure) in
            _ = try transaction.execute(LinkSQL.putKey, [.text(name), .text(candidate)])
            guard let row = try transaction.query(LinkSQL.key, [.text(name)]).first else {
                throw .damaged("the key \(name) is not there after it was written")
            }
            return try row.text(0)
        }
    }
}

extension RowWriter {
    func put(_ links: [LinkRow]) throws(Failure) -> Int {
        try each(
            LinkSQL.put,
            links.map { link in
                [
                    .text(link.secretHash), .text(link.kind.rawValue), .text(link.subject), .text(link.contact?.text),
                    .time(link.createdAt), .time(link.expiresAt), .time(link.revokedAt),
                ]
            })
    }

    func revokeLinks(_ kind: LinkRow.Kind, _ subject: String, _ at: Timestamp) throws(Failure) -> Int {
        try transaction.execute(LinkSQL.revoke, [.text(kind.rawValue), .text(subject), .time(at)])
    }
}
