import EvenkeelDomain
import EvenkeelPlanner

extension Operations {
    /// What a plan is made under now.
    ///
    /// - Parameter calendar: nil for the organisation's as it stands.
    func planContext(
        _ fleet: Fleet, for rollout: RolloutID, revision: Int, calendar wanted: WorkCalendar? = nil,
        past: PlanProgress? = nil, at now: Timestamp
    ) async throws(OperationError) -> PlanContext {
        let holds = await ledger.read { Array($0.holds.values) }
        let standing = await self.calendar()
        let calendar = wanted ?? standing
        let today = calendar.zone.localDate(at: now)
        return PlanContext(
            today: today, now: now, calendar: calendar, holds: holds, revision: revision,
            history: try await trackRecords(except: rollout), windows: Self.windows(of: fleet, from: today), past: past)
    }

    /// The days of every window of the fleet, for as long as a plan may take; one that cannot be read never opens.
    private static func windows(of fleet: Fleet, from first: CivilDate) -> [String: OpenDays] {
        let days = 3 * 366
        let texts = Set(fleet.installations.compactMap(\.window)).filter { !$0.isEmpty }
        return Dictionary(
            uniqueKeysWithValues: texts.map { text in
                do throws(RecurrenceTrouble) {
                    let span = try MaintenanceWindow.span(text)
                    let open = (0..<days).map { !span.ranges(beginningOn: first + $0, in: .utc).isEmpty }
                    return (text, OpenDays(from: first, open))
                } catch { return (text, OpenDays(from: first, [])) }
            })
    }
}
