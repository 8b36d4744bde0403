import EvenkeelDomain
public import EvenkeelLedger

extension SQLStore {
    public func link(secretHash: String) async throws(Failure) -> LinkRow? {
        let rows = try await driver.read { transaction throws(Failure) in
            try transaction.query(LinkSQL.find, [.text(secretHash)])
        }
        guard let row = rows.first else { return nil }
        return LinkRow(
            secretHash: try row.text(0), kind: try row.member(1), subject: try row.text(2),
            contact: try row.optionalText(3).map { ContactID($0) }, createdAt: try row.time(4),
            expiresAt: try row.optionalTime(5), revokedAt: try row.optionalTime(6))
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
    func put(_ link: LinkRow) throws(Failure) -> Int {
        try transaction.execute(
            LinkSQL.put,
            [
                .text(link.secretHash), .text(link.kind.rawValue), .text(link.subject), .text(link.contact?.text),
                .time(link.createdAt), .time(link.expiresAt), .time(link.revokedAt),
            ])
    }

    func revokeLinks(_ kind: LinkRow.Kind, _ subject: String, _ at: Timestamp) throws(Failure) -> Int {
        try transaction.execute(LinkSQL.revoke, [.text(kind.rawValue), .text(subject), .time(at)])
    }
}
