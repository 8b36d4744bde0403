import EvenkeelChannels
import EvenkeelDomain
import EvenkeelExecutors
import EvenkeelFiles
import EvenkeelLedger
import EvenkeelStore
import Foundation

/// Everything that runs, put together: the composition root of `serve` and of the demo.
struct Deployment: Sendable {
    let configuration: Configuration
    let clock: @Sendable () -> Timestamp
    let zones: Zones
    let store: SQLStore
    let operations: Operations
    let conductor: Conductor
    let courier: Courier
    let installer: Installer
    let transport: SMTPTransport?

    static func open(
        _ configuration: Configuration, clock: @escaping @Sendable () -> Timestamp
    ) async throws -> Deployment {
        let zones = Zones(clock: clock)
        let organisation = configuration.organisation
        let calendar = WorkCalendar(
            zone: zones.offsets(of: organisation.timezone) ?? .utc, week: organisation.workingWeek,
            morningMinuteOfDay: organisation.morningMinuteOfDay)
        let settings = Settings(
            organisation: organisation.name, clock: PromiseClock(calendar: calendar), baseURL: configuration.baseURL)
        let store = try await SQLStore.open(SQLiteDriver.open(directory: configuration.dataDirectory))
        let ledger = try await Ledger.open(store: store, settings: settings)
        let operations = Operations(ledger: ledger, store: store)
        for component in configuration.components {
            try await operations.perform(
                .declareComponent(component), id: CommandID("declare/\(component.id)/\(component.name)"),
                by: "configuration", at: clock())
        }
        let from = organisation.from ?? EmailAddress("evenkeel@localhost")
        let transport = try configuration.smtp.map { smtp in
            SMTPTransport(try SMTPSettings(url: smtp.url, requireTLS: smtp.requireTLS))
        }
        let channel: any EvenkeelLedger.Channel =
            if let transport, let from {
                EmailChannel(transport: transport, from: from, fromName: organisation.name, clock: clock)
            } else {
                NoMailServer()
            }
        let composer = MessageComposer(
            settings: settings, catalog: try MessageTemplateFiles.catalog(overrides: configuration.templatesFolder),
            mailDomain: from?.domain ?? "localhost", zones: zones.lookup)
        let courier = Courier(
            operations: operations, composer: composer, channel: channel,
            allowed: Set(configuration.allowList.map(\.description)), holder: UUID().uuidString)
        let commands = configuration.commands.mapValues { DeclaredCommand(run: $0.run, directory: $0.directory) }
        let installer = Installer(
            operations: operations, executors: [.command: CommandExecutor(commands: commands)])
        return Deployment(
            configuration: configuration, clock: clock, zones: zones, store: store, operations: operations,
            conductor: Conductor(operations: operations), courier: courier, installer: installer, transport: transport)
    }
}

/// Stands where no mail server is configured: nothing is lost, everything waits, and says why.
private struct NoMailServer: EvenkeelLedger.Channel {
    let name = "email"

    func send(_ message: OutgoingMessage) async throws(SendError) {
        throw .unreachable("no mail server is configured: set smtp.url in evenkeel.yaml")
    }
}
