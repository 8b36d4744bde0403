public import EvenkeelDomain

/// Keeps the days of sites: catches up with those that were set aside, gives another day where the one that was told cannot
/// be kept, and calls visits off that fall into a freeze. Its rounds are a part of `Conductor.keepDays`.
public actor DayKeeper {
    let operations: Operations
    private let stragglers: StragglerWatch
    var looks: [RolloutID: ToldDaysLook] = [:]
    /// The day on which appointments were last held against the rules of their zones.
    var wallTimesKeptOn: CivilDate?

    public init(operations: Operations) {
        self.operations = operations
        stragglers = StragglerWatch(operations: operations)
    }

    /// One round. Returns true if anything was decided or is still to be looked at, so that a caller may go on until nothing
    /// is left to do.
    @discardableResult
    public func tick(at now: Timestamp) async throws(OperationError) -> Bool {
        do { try await operations.ledger.catchUp() } catch { throw .failed(error) }
        let (before, rollouts) = await operations.ledger.read { state in
            (state.position, state.rollouts.values.filter(\.isWatched).sorted { $0.id < $1.id })
        }
        let (tallies, fleet) = try await operations.versions()
        // One that fails must not keep the others waiting.
        var failure: OperationError?
        for rollout in rollouts {
            do throws(OperationError) {
                let tally = tallies[rollout.id] ?? 0
                if try await stragglers.look(at: rollout, fleetVersion: fleet, tallyVersion: tally, at: now) {
                    looks[rollout.id] = nil
                }
            } catch { failure = failure ?? error }
        }
        var isLooking = false
        do throws(OperationError) { isLooking = try await keepToldDays(tallies, at: now) } catch {
            failure = failure ?? error
        }
        do throws(OperationError) { try await keepWallTimes(at: now) } catch { failure = failure ?? error }
        if let failure { throw failure }
        return await operations.ledger.read { $0.position } != before || isLooking
    }
}
