import EvenkeelDomain

/// What a rollout's sites were looked at with: the same again would give the same answer, until the time is up.
struct Glance: Equatable {
    var position: Position
    var fleetVersion: Int
    var tallyVersion: Int
    /// When time alone gives another answer; nil for never.
    var again: Timestamp?
    /// No site was concerned: whatever is learnt of the fleet changes nothing.
    var isIdle = false

    init(position: Position, fleetVersion: Int, tallyVersion: Int) {
        self.position = position
        self.fleetVersion = fleetVersion
        self.tallyVersion = tallyVersion
    }

    mutating func look(at time: Timestamp?) {
        guard let time else { return }
        again = min(again ?? time, time)
    }

    /// True if a look with what is known now would tell nothing new.
    func isCurrent(_ now: Glance, at time: Timestamp) -> Bool {
        position == now.position && tallyVersion == now.tallyVersion && (isIdle || fleetVersion == now.fleetVersion)
            && (again.map { time < $0 } ?? true)
    }
}
