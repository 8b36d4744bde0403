public import EvenkeelDomain
public import EvenkeelLedger

extension SQLStore {
    public func controlEvidence(_ rollout: RolloutID) async throws(Failure) -> [ControlEvidence] {
        let (heard, troubled) = try await driver.read { transaction throws(Failure) in
            (
                try transaction.query(ControlSQL.heard, [.id(rollout)]),
                try transaction.query(ControlSQL.troubles, [.id(rollout)])
            )
        }
        var troubles: [InstallationID: [Timestamp]] = [:]
        for row in troubled { troubles[try row.id(0), default: []].append(try row.time(1)) }
        var sites: [ControlEvidence] = []
        for row in heard {
            let site: InstallationID = try row.id(0)
            sites.append(
                ControlEvidence(
                    installation: site, firstAt: try row.time(1), lastAt: try row.time(2),
                    troubles: (troubles[site] ?? []).sorted()))
        }
        return sites
    }

    public func rhythms(_ rollout: RolloutID) async throws(Failure) -> [SiteRhythm] {
        let rows = try await driver.read { transaction throws(Failure) in
            try transaction.query(ControlSQL.rhythms, [.id(rollout)])
        }
        var rhythms: [SiteRhythm] = []
        for row in rows {
            rhythms.append(
                SiteRhythm(
                    installation: try row.id(0), gaps: try row.number(1),
                    total: TimeSpan(milliseconds: try row.integer(2)),
                    longest: TimeSpan(milliseconds: try row.integer(3))))
        }
        return rhythms
    }

    public func answers(_ rollout: RolloutID) async throws(Failure) -> [AnswerRow] {
        let rows = try await driver.read { transaction throws(Failure) in
            try transaction.query(ControlSQL.answers, [.id(rollout)])
        }
        var answers: [AnswerRow] = []
        for row in rows {
            answers.append(
                AnswerRow(
                    outcome: try row.id(0), rollout: try row.id(1), installation: try row.id(2),
                    isFine: try row.number(3) == 1, at: try row.time(4), way: try row.member(5),
                    from: try row.text(6), recordedBy: try row.text(7), recordedAt: try row.time(8),
                    note: try row.text(9)))
        }
        return answers
    }
}
