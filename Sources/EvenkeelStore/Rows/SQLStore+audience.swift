public import EvenkeelDomain
public import EvenkeelLedger

extension SQLStore {
    /// In the order of their customers.
    public func audience(_ incident: IncidentID) async throws(Failure) -> [AudienceMember] {
        try Self.members(
            await driver.read { transaction throws(Failure) in
                try transaction.query(AudienceSQL.members, [.id(incident)])
            })
    }

    public func members(
        _ customers: [CustomerID], of incident: IncidentID
    ) async throws(Failure) -> [AudienceMember] {
        // Each once and in order, so that the pieces of the list follow each other.
        let asked = Set(customers).sorted()
        return try Self.members(
            await driver.read { transaction throws(Failure) in
                try Self.rows(
                    AudienceSQL.member, after: [.id(incident)], among: asked.map { .id($0) }, transaction)
            })
    }

    private static func members(_ rows: [SQLRow]) throws(Failure) -> [AudienceMember] {
        var members: [AudienceMember] = []
        // Most were found by the same words. Whoever owns without an audience speaks to everybody, which has none.
        var known: [String: Predicate] = ["": .always]
        for row in rows {
            let words = try row.optionalText(6)
            if let words, known[words] == nil { known[words] = try predicate(words, of: "the audience") }
            members.append(
                AudienceMember(
                    customer: try row.id(0), reason: try row.text(1), foundBy: words.flatMap { known[$0] },
                    maybe: try row.integer(2) == 1,
                    state: try row.member(3), restoredAt: try row.optionalTime(4),
                    restoredHow: try row.optionalText(5)))
        }
        return members
    }
}

extension RowWriter {
    func put(_ members: [AudienceMember], of incident: IncidentID) throws(Failure) -> Int {
        // Most were found by the same words.
        var last: (predicate: Predicate?, words: String?)
        return try each(
            AudienceSQL.put,
            members.map { member in
                if last.predicate != member.foundBy { last = (member.foundBy, member.foundBy?.description) }
                return [
                    .id(incident), .id(member.customer), .text(member.reason), .number(member.maybe ? 1 : 0),
                    .text(member.state.rawValue), .time(member.restoredAt), .text(member.restoredHow),
                    .text(last.words),
                ]
            })
    }

    func drop(_ customers: [CustomerID], of incident: IncidentID) throws(Failure) -> Int {
        try each(AudienceSQL.drop, customers.map { [.id(incident), .id($0)] })
    }

    func restore(
        _ customers: [CustomerID], of incident: IncidentID, _ how: String?, _ at: Timestamp
    ) throws(Failure) -> Int {
        try each(AudienceSQL.restore, customers.map { [.id(incident), .id($0), .time(at), .text(how)] })
    }
}
