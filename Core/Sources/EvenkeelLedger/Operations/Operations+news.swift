import EvenkeelDomain

extension Operations {
    /// Two reads that tell which rollouts have news; looking at the others costs nothing.
    func versions() async throws(OperationError) -> (tallies: [RolloutID: Int], fleet: Int) {
        let tallies = try await rows { () async throws(Failure) in try await store.tallyVersions() }
        let fleet = try await rows { () async throws(Failure) in try await store.fleetVersion() }
        return (tallies, fleet)
    }
}
