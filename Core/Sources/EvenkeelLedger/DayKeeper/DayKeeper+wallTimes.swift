import EvenkeelDomain

extension DayKeeper {
    /// Once a day, since the zones are expanded anew as often: rules of a zone change by law a few times a year.
    func keepWallTimes(at now: Timestamp) async throws(OperationError) {
        let today = operations.settings.calendar.zone.localDate(at: now)
        guard wallTimesKeptOn != today else { return }
        operations.ledger.renewZones(operations.zones)
        try await operations.keepWallTimes(at: now)
        wallTimesKeptOn = today
    }
}
