public import EvenkeelDomain

/// How far the work of a wave is at the sites of one customer, on the days they were told: a wave may be over while one of
/// their sites still waits, and under way while none of theirs is.
public struct PlannedWork: Hashable, Sendable {
    public enum Status: String, Hashable, Sendable {
        case scheduled, postponed, completed, cancelled
        case inProgress = "in_progress"
    }

    public let status: Status
    /// When it begins with them.
    public let from: Timestamp

    /// - Parameter rows: the customer's sites that were told of the wave.
    public init(
        _ rows: [PlacementRow], days: [InstallationID: ExpectedDay], wave: RolloutWave, in rollout: Rollout,
        _ calendar: WorkCalendar, at now: Timestamp
    ) {
        let waiting = rows.filter(\.state.awaitsStart)
        let day = (waiting.isEmpty ? rows : waiting).compactMap { row in
            days[row.installation].flatMap { $0.ground == .declined ? nil : $0.day }
        }.min()
        if let day, day != calendar.zone.localDate(at: wave.opensAt) {
            from = calendar.morning(of: day)
        } else {
            from = wave.opensAt
        }
        status = Self.status(rows, waiting, day, wave, rollout, today: calendar.zone.localDate(at: now))
    }

    private static func status(
        _ rows: [PlacementRow], _ waiting: [PlacementRow], _ day: CivilDate?, _ wave: RolloutWave, _ rollout: Rollout,
        today: CivilDate
    ) -> Status {
        if rows.contains(where: { !$0.state.awaitsStart && !$0.state.isSettled }) { return .inProgress }
        if waiting.isEmpty { return .completed }
        if rollout.state == .aborted || rollout.replacedBy != nil { return .cancelled }
        guard let day else { return .postponed }
        if day > today { return .scheduled }
        switch wave.state {
        case .planned: return .scheduled
        case .open where rollout.state != .halted: return .inProgress
        case .open, .halted, .soaking, .passed, .inconclusive: return .postponed
        }
    }
}
