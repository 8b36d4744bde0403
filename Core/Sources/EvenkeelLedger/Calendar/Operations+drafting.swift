import EvenkeelDomain
import EvenkeelPlanner

extension Operations {
    /// What a plan is made under now.
    ///
    /// - Parameter calendar: nil for the organisation's as it stands.
    func planContext(
        for rollout: RolloutID, revision: Int, calendar wanted: WorkCalendar? = nil, past: PlanProgress? = nil,
        earned: EarnedSoak? = nil, at now: Timestamp
    ) async throws(OperationError) -> PlanContext {
        let holds = await ledger.read { Array($0.holds.values) }
        let standing = await self.calendar()
        let calendar = wanted ?? standing
        let today = calendar.zone.localDate(at: now)
        return PlanContext(
            today: today, now: now, calendar: calendar, holds: holds, revision: revision,
            history: try await trackRecords(except: rollout), past: past, earned: earned)
    }
}
