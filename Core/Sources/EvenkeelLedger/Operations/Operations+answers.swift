public import EvenkeelDomain

/// A customer's word on one site, as it is to be recorded.
public struct CustomerAnswer: Hashable, Sendable {
    public var rollout: RolloutID
    public var installation: InstallationID
    /// True for "it works", false for "we have trouble".
    public var isFine: Bool
    /// When it was said; nil for now.
    public var at: Timestamp?
    public var way: AnswerRow.Way
    /// Whom of the customer it came from.
    public var from: String
    public var note: String
    /// The same answer again under the same key changes nothing: the id of a call, or of the message whose button was
    /// pressed.
    public var key: String

    public init(
        rollout: RolloutID, installation: InstallationID, isFine: Bool, at: Timestamp? = nil, way: AnswerRow.Way,
        from: String = "", note: String = "", key: String
    ) {
        self.rollout = rollout
        self.installation = installation
        self.isFine = isFine
        self.at = at
        self.way = way
        self.from = from
        self.note = note
        self.key = key
    }

    /// One key may say "fine" and, later, "trouble": both are evidence.
    var outcomeID: OutcomeID { OutcomeID("answer/\(way.rawValue)/\(key)/\(isFine ? "fine" : "trouble")") }
}

extension Operations {
    /// Records what a customer said of a site, by a call or by one press; it counts as any probe does.
    ///
    /// - Returns: why it could not be taken; nil where it was.
    public func record(
        _ answer: CustomerAnswer, by actor: String, at now: Timestamp
    ) async throws(OperationError) -> RefusedOutcome? {
        guard let rollout = await ledger.read({ $0.rollouts[answer.rollout] }) else {
            throw .refused(.unknownRollout(answer.rollout))
        }
        // Pressed again, it is the answer that is known, whenever it was pressed.
        let known = try await rows { () async throws(Failure) in try await store.answers(rollout.id) }
            .first { $0.outcome == answer.outcomeID }
        let at = answer.at ?? known?.at ?? now
        // What is said of a site before its turn says nothing of the release, also where a rollout compares.
        let place = try await rows { () async throws(Failure) in
            try await store.placements(PlacementQuery(rollout: rollout.id, installation: answer.installation))
        }.first
        guard let start = place?.startedAt, start <= at else {
            return RefusedOutcome(
                index: 0, reason: .notStarted, outcome: answer.outcomeID.text,
                installation: answer.installation.text)
        }
        let outcome = Outcome(
            id: answer.outcomeID, installation: answer.installation, release: rollout.release.version,
            kind: answer.isFine ? .responseFine : .responseTrouble, at: at)
        let row = AnswerRow(
            outcome: outcome.id, rollout: rollout.id, installation: answer.installation, isFine: answer.isFine,
            at: at, way: answer.way, from: answer.from, recordedBy: actor, recordedAt: now, note: answer.note)
        return try await record(
            [OutcomeBatch.Report(index: 0, outcome: outcome)], answers: [row], source: actor, at: now
        ).first
    }
}
