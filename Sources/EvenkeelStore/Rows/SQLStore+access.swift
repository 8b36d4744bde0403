public import EvenkeelDomain
public import EvenkeelLedger

extension SQLStore {
    /// In the order of their names.
    public func tokens() async throws(Failure) -> [TokenRow] {
        let rows = try await driver.read { transaction throws(Failure) in try transaction.query(AccessSQL.tokens, []) }
        var tokens: [TokenRow] = []
        for row in rows {
            tokens.append(
                TokenRow(
                    name: try row.text(0), scope: try row.member(1), secretHash: try row.text(2),
                    createdAt: try row.time(3), revokedAt: try row.optionalTime(4),
                    // One that cannot be read must not let everything through.
                    predicate: try row.optionalText(5).map { text throws(Failure) in
                        try Self.predicate(text, of: "a token")
                    }))
        }
        return tokens
    }

    static func predicate(_ text: String, of owner: String) throws(Failure) -> Predicate {
        do { return try Predicate(parsing: text) } catch {
            throw .damaged("the predicate of \(owner) cannot be read: \(text)")
        }
    }

    public func acquireLease(
        _ name: String, holder: String, at now: Timestamp, until: Timestamp
    ) async throws(Failure) -> Int? {
        try await driver.write { transaction throws(Failure) in
            let values: [SQLValue] = [.text(name), .text(holder), .time(now), .time(until)]
            guard let row = try transaction.query(AccessSQL.acquireLease, values).first, try row.text(1) == holder
            else { return nil }
            return try row.number(0)
        }
    }
}

extension RowWriter {
    func put(_ token: TokenRow) throws(Failure) -> Int {
        try transaction.execute(
            AccessSQL.putToken,
            [
                .text(token.name), .text(token.scope.rawValue), .text(token.secretHash), .time(token.createdAt),
                .time(token.revokedAt), .text(token.predicate?.description),
            ])
    }

    func endLeases(_ prefix: String, _ at: Timestamp) throws(Failure) -> Int {
        try transaction.execute(AccessSQL.endLeases, [.text(prefix), .text(prefix + "\u{10FFFF}"), .time(at)])
    }

    func revokeToken(_ name: String, _ at: Timestamp) throws(Failure) -> Int {
        try transaction.execute(AccessSQL.revokeToken, [.text(name), .time(at)])
    }
}
