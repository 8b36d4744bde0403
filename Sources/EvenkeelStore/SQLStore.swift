public import EvenkeelLedger

/// Everything Evenkeel keeps, in an SQL database. Written once; a driver of two methods fits it to a database.
public struct SQLStore: Store {
    let driver: any SQLDriver

    /// Opens the database that `driver` speaks to and brings its tables up to date.
    ///
    /// Fails with `.damaged` where a newer program has been there: its tables are not ours to write.
    public static func open(_ driver: any SQLDriver) async throws(Failure) -> SQLStore {
        try await Migration.run(on: driver)
        return SQLStore(driver: driver)
    }

    private init(driver: any SQLDriver) { self.driver = driver }

    /// Every statement the store can send besides its migrations, so that each can be put before another database.
    public static var allStatements: [String] {
        Migration.statements + JournalSQL.all + FleetSQL.all + RolloutSQL.all + InstallSQL.all + OutcomeSQL.all
            + NoticeSQL.all + AudienceSQL.all + DeliverySQL.all + AccessSQL.all + AnswerSQL.all + LinkSQL.all
            + TicketSQL.all + RecipientSQL.all + SubscriberSQL.all + ReplySQL.all
            + AppointmentSQL.all
    }

    @discardableResult
    public func change(_ rows: [RowChange]) async throws(Failure) -> Int {
        try await driver.write { transaction throws(Failure) in try RowWriter(transaction).apply(rows) }
    }
}
