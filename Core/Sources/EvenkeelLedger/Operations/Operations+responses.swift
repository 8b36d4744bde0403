public import EvenkeelDomain

/// A customer's word on one site, as it is to be recorded.
public struct CustomerResponse: Hashable, Sendable {
    public var rollout: RolloutID
    public var installation: InstallationID
    /// True for "it works", false for "we have trouble".
    public var isFine: Bool
    /// When it was said; nil for now.
    public var at: Timestamp?
    public var way: ResponseRow.Way
    /// Whom of the customer it came from.
    public var from: String
    public var note: String
    /// The same response again under the same key changes nothing: the id of a call, or of the message whose button was
    /// pressed.
    public var key: String

    public init(
        rollout: RolloutID, installation: InstallationID, isFine: Bool, at: Timestamp? = nil, way: ResponseRow.Way,
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
    var outcomeID: OutcomeID { OutcomeID("response/\(way.rawValue)/\(key)/\(isFine ? "fine" : "trouble")") }
}

extension Operations {
    /// Records what a customer said of a site, by a call or by one press; it counts as any probe does.
    ///
    /// - Returns: why it could not be taken; nil where it was.
    public func record(
        _ response: CustomerResponse, by actor: String, at now: Timestamp
    ) async throws(OperationError) -> RefusedOutcome? {
        guard let rollout = await ledger.read({ $0.rollouts[response.rollout] }) else {
            throw .refused(.unknownRollout(response.rollout))
        }
        // Pressed again, it is the response that is known, whenever it was pressed.
        let known = try await rows { () async throws(Failure) in try await store.responses(rollout.id) }
            .first { $0.outcome == response.outcomeID }
        let at = response.at ?? known?.at ?? now
        // What is said of a site before its turn says nothing of the release, also where a rollout compares.
        let place = try await rows { () async throws(Failure) in
            try await store.placements(PlacementQuery(rollout: rollout.id, installation: response.installation))
        }.first
        guard let start = place?.startedAt, start <= at else {
            return RefusedOutcome(
                index: 0, reason: .notStarted, outcome: response.outcomeID.text,
                installation: response.installation.text)
        }
        let outcome = Outcome(
            id: response.outcomeID, installation: response.installation, release: rollout.release.version,
            kind: response.isFine ? .responseFine : .responseTrouble, at: at)
        let row = ResponseRow(
            outcome: outcome.id, rollout: rollout.id, installation: response.installation, isFine: response.isFine,
            at: at, way: response.way, from: response.from, recordedBy: actor, recordedAt: now, note: response.note)
        return try await record(
            [OutcomeBatch.Report(index: 0, outcome: outcome)], responses: [row], source: actor, at: now
        ).first
    }
}
