public import EvenkeelDomain
public import EvenkeelLedger

extension SQLStore {
    /// In the order of wave and customer.
    public func notices(_ rollout: RolloutID, wave: Int?) async throws(Failure) -> [NoticeRow] {
        let rows = try await driver.read { transaction throws(Failure) in
            if let wave { return try transaction.query(NoticeSQL.ofWave, [.id(rollout), .number(wave)]) }
            return try transaction.query(NoticeSQL.ofRollout, [.id(rollout)])
        }
        var notices: [NoticeRow] = []
        for row in rows {
            var notice = NoticeRow(
                rollout: try row.id(0), revision: try row.number(1), wave: try row.number(2), customer: try row.id(3),
                announcedAt: try row.time(5),
                installations: try StoredJSON.value(of: try row.text(6), what: "a notice's installations"))
            notice.state = try row.member(4)
            notices.append(notice)
        }
        return notices
    }
}

extension RowWriter {
    func put(_ notices: [NoticeRow]) throws(Failure) -> Int {
        var lists: [[SQLValue]] = []
        for notice in notices {
            lists.append([
                .id(notice.rollout), .number(notice.revision), .number(notice.wave), .id(notice.customer),
                .text(notice.state.rawValue), .time(notice.announcedAt),
                .text(try StoredJSON.text(of: notice.installations)),
            ])
        }
        return try each(NoticeSQL.put, lists)
    }

    func stepNotices(_ rollout: RolloutID, _ wave: Int, _ step: NoticeState.Step) throws(Failure) -> Int {
        try run(NoticeSQL.step[step], [.rollout: .id(rollout), .wave: .number(wave)])
    }

    func stepNotices(
        _ rollout: RolloutID, _ wave: Int, _ step: NoticeState.Step, of customers: [CustomerID]
    ) throws(Failure) -> Int {
        var stepped = 0
        for customer in customers {
            stepped += try run(
                NoticeSQL.stepOf[step],
                [.rollout: .id(rollout), .wave: .number(wave), .customer: .id(customer)])
        }
        return stepped
    }
}
