import EvenkeelDomain

extension Operations {
    /// Takes or keeps a lease that one process at a time holds; the store is asked only when it is about to run out.
    ///
    /// - Parameter until: until when the holder has it; nil where it has not.
    /// - Returns: until when it is held now; nil where somebody else holds it.
    func lease(
        _ name: String, holder: String, until: Timestamp?, at now: Timestamp
    ) async throws(OperationError) -> Timestamp? {
        let next = now + .seconds(60)
        // What reaches further was taken before our clock was put back, and others may have cut it.
        if let until, now + .seconds(20) < until, until <= next { return until }
        let held = try await rows { () async throws(Failure) in
            try await store.acquireLease(name, holder: holder, at: now, until: next)
        }
        return held == nil ? nil : next
    }
}
