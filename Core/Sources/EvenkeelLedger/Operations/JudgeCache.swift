import EvenkeelDomain

/// The judges of each rollout, made once for whoever asks: conductor, pages and people. To set them up for ten thousand
/// sites takes a tenth of a second, so whoever comes while somebody is at it waits for that.
actor JudgeCache {
    private var made: [RolloutID: (revision: Int, judges: Judges)] = [:]
    private var waiting: [RolloutID: [CheckedContinuation<Void, Never>]] = [:]

    /// - Parameter make: sets them up for the rollout at this revision.
    func judges(
        of rollout: Rollout, make: @Sendable () async throws(OperationError) -> Judges
    ) async throws(OperationError) -> Judges {
        let id = rollout.id
        while true {
            if let known = made[id], known.revision == rollout.revision { return known.judges }
            guard waiting[id] != nil else { break }
            await withCheckedContinuation { waiting[id, default: []].append($0) }
        }
        waiting[id] = []
        defer { for one in waiting.removeValue(forKey: id) ?? [] { one.resume() } }
        let judges = try await make()
        // Somebody may ask late for what was in force before.
        if (made[id]?.revision ?? 0) <= rollout.revision { made[id] = (rollout.revision, judges) }
        return judges
    }
}
