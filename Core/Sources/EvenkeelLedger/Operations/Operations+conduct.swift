import EvenkeelDomain

extension Operations {
    /// By whom the journal has what time and evidence decide.
    static let conductor = "conductor"

    /// Carries out what a loop has decided by itself.
    ///
    /// The id of a command carries the place in the journal at which it was decided: what is demanded again later, after
    /// a resume, is another command, while a retry finds its entry at that place.
    ///
    /// - Parameter basis: where the journal ended when the rows were read that the command rests on.
    func decide(
        _ command: Command, _ id: String, _ now: Timestamp, basis: Position? = nil
    ) async throws(OperationError) {
        let position = await ledger.read { $0.position }
        try await perform(
            command, id: CommandID("\(id)@\(basis ?? position)"), by: Self.conductor, at: now, basis: basis)
    }

    /// - Parameter wave: nil for all.
    func placements(
        _ id: RolloutID, wave: Int?, in states: Set<PlacementState>? = nil
    ) async throws(OperationError) -> [PlacementRow] {
        try await rows { () async throws(Failure) in
            try await store.placements(PlacementQuery(rollout: id, wave: wave, states: states))
        }
    }
}

extension Rollout {
    /// Sites go on reporting while a rollout is paused, between two waves, and after its end.
    var isWatched: Bool { state == .running || state == .paused || state == .completed }
}
