public import EvenkeelDomain

extension Operations {
    /// Sites of these rollouts whose install failed for good, or of which nobody can say how it ended: nothing happens there
    /// until a person has looked. Who waits longest comes first.
    ///
    /// Not where the release or a later one runs by now, unless it was to be taken back, nor in a rollout that is given up
    /// or replaced; each site once, for the last that was tried there.
    public func sitesToLookAt(in rollouts: [Rollout]) async throws(OperationError) -> [PlacementRow] {
        let fleet = try await rows(image.current)
        var waiting: [InstallationID: PlacementRow] = [:]
        for rollout in rollouts where rollout.state != .aborted && rollout.replacedBy == nil {
            let ended = try await rows { () async throws(Failure) in
                try await store.placements(PlacementQuery(rollout: rollout.id, states: PlacementState.toLookAt))
            }
            for row in ended {
                guard let site = fleet[row.installation] else { continue }
                if let version = site.version, version >= rollout.release.version {
                    let last = if let id = row.install { try await install(id) } else { Install?.none }
                    guard last?.backTo != nil else { continue }
                }
                if let other = waiting[row.installation], !Self.precedes(other, row) { continue }
                waiting[row.installation] = row
            }
        }
        return waiting.values.sorted(by: Self.precedes)
    }

    private static func precedes(_ left: PlacementRow, _ right: PlacementRow) -> Bool {
        let unknown = Timestamp(milliseconds: .min)
        return (left.settledAt ?? unknown, left.installation) < (right.settledAt ?? unknown, right.installation)
    }
}

extension PlacementState {
    /// Nothing more happens by itself, and the site does not run what it should.
    public static let toLookAt: Set<PlacementState> = [.failed, .timedOut]
}
