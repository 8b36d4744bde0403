public import EvenkeelDomain
public import EvenkeelLedger

extension SQLStore {
    public func answers(_ query: AnswerQuery) async throws(Failure) -> [Answer] {
        let (text, values) = AnswerSQL.answers(query)
        let rows = try await driver.read { transaction throws(Failure) in try transaction.query(text, values) }
        var answers: [Answer] = []
        for row in rows { answers.append(try StoredJSON.value(of: try row.text(0), what: "an answer")) }
        return answers
    }

    public func siteDates(_ rollout: RolloutID) async throws(Failure) -> [SiteDate] {
        let rows = try await driver.read { transaction throws(Failure) in
            try transaction.query(AnswerSQL.dates, [.id(rollout)])
        }
        var dates: [SiteDate] = []
        for row in rows {
            dates.append(
                SiteDate(
                    rollout: rollout, installation: try row.id(0), notBefore: try row.time(1),
                    cause: try row.member(2)))
        }
        return dates
    }
}

extension RowWriter {
    func put(_ answer: Answer) throws(Failure) -> Int {
        try transaction.execute(
            AnswerSQL.put,
            [
                .id(answer.id), answer.rollout.map { .id($0) } ?? .null, .id(answer.customer),
                .time(answer.recordedAt), .text(try StoredJSON.text(of: answer)),
            ])
    }

    func put(_ dates: [SiteDate]) throws(Failure) -> Int {
        try each(
            AnswerSQL.putDate,
            dates.map { [.id($0.rollout), .id($0.installation), .time($0.notBefore), .text($0.cause.rawValue)] })
    }
}
