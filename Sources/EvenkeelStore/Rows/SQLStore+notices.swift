public import EvenkeelDomain
public import EvenkeelLedger

extension SQLStore {
    public func notices(_ query: NoticeQuery) async throws(Failure) -> [NoticeRow] {
        let (text, values) = NoticeSQL.notices(query)
        let rows = try await driver.read { transaction throws(Failure) in try transaction.query(text, values) }
        var notices: [NoticeRow] = []
        notices.reserveCapacity(rows.count)
        for row in rows {
            var notice = NoticeRow(
                rollout: try row.id(0), revision: try row.number(1), wave: try row.number(2), customer: try row.id(3),
                announcedAt: try row.time(5),
                installations: try StoredJSON.value(of: try row.text(6), what: "a notice's installations"),
                day: try row.optionalText(7).flatMap { CivilDate($0) },
                days: try row.optionalText(11).map { text throws(Failure) in
                    try StoredJSON.value(of: text, what: "the days of a notice")
                } ?? [:],
                mustAgree: try row.number(8) != 0, postponed: try row.number(9))
            notice.state = try row.member(4)
            notice.remindedAt = try row.optionalTime(10)
            notice.isUnheard = try row.number(12) != 0
            notice.movedAt = try row.optionalTime(13)
            notice.agreed =
                try row.optionalText(14).map { text throws(Failure) in
                    try StoredJSON.value(of: text, what: "the sites of a notice that were agreed on")
                } ?? []
            notices.append(notice)
        }
        return notices
    }
}

extension RowWriter {
    func put(_ notices: [NoticeRow]) throws(Failure) -> Int { try each(NoticeSQL.put, try values(of: notices)) }

    func replace(_ notices: [NoticeRow]) throws(Failure) -> Int {
        try each(NoticeSQL.replace, try values(of: notices))
    }

    private func values(of notices: [NoticeRow]) throws(Failure) -> [[SQLValue]] {
        var lists: [[SQLValue]] = []
        for notice in notices {
            lists.append([
                .id(notice.rollout), .number(notice.revision), .number(notice.wave), .id(notice.customer),
                .text(notice.state.rawValue), .time(notice.announcedAt),
                .text(try StoredJSON.text(of: notice.installations)), .text(notice.day?.description),
                .number(notice.mustAgree ? 1 : 0), .number(notice.postponed), .time(notice.remindedAt),
                .text(notice.days.isEmpty ? nil : try StoredJSON.text(of: notice.days)),
                .number(notice.isUnheard ? 1 : 0), .time(notice.movedAt),
                .text(notice.agreed.isEmpty ? nil : try StoredJSON.text(of: notice.agreed.sorted())),
            ])
        }
        return lists
    }

    func stepNotices(
        _ rollout: RolloutID, _ wave: Int, _ step: NoticeState.Step, of customers: [CustomerID]
    ) throws(Failure) -> Int {
        var stepped = 0
        for customer in customers {
            stepped += try run(
                NoticeSQL.step[step],
                [.rollout: .id(rollout), .wave: .number(wave), .customer: .id(customer)])
        }
        return stepped
    }
}
