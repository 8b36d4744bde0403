import EvenkeelChannels
import EvenkeelDomain
import EvenkeelExecutors
import EvenkeelFiles
import EvenkeelLedger
import EvenkeelServer
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
    /// Called when messages are queued that need not wait for the end of a round.
    let queued: LateCall
    let installer: Installer
    let executors: Executors
    let promises: PromiseKeeper
    let pager: Pager
    /// Nil where no ticket tool is named.
    let tickets: TicketDesk?
    let signingKey: SigningKey
    let transport: SMTPTransport?
    /// Nil where no mail is read.
    let postbox: Postbox?
    /// Held as long as anything here runs.
    let lock: DataFolderLock

    static func open(
        _ configuration: Configuration, clock: @escaping @Sendable () -> Timestamp
    ) async throws -> Deployment {
        let zones = Zones(clock: clock)
        let organisation = configuration.organisation
        let calendar = WorkCalendar(
            zone: zones.offsets(of: organisation.timezone) ?? .utc, week: organisation.workingWeek,
            morningMinuteOfDay: organisation.morningMinuteOfDay)
        let promises = PromiseClock(
            calendar: calendar, reportWorkingDays: configuration.promises.reportWorkingDays,
            caps: configuration.promises.caps)
        let catalog = try MessageTemplateFiles.catalog(overrides: configuration.templatesFolder)
        var settings = Settings(
            organisation: organisation.name, clock: promises,
            rota: rota(configuration, zones: zones, home: calendar.zone), baseURL: configuration.baseURL)
        settings.languages = Set(catalog.languages)
        settings.ceiling = configuration.ceiling
        settings.staff = configuration.staff
        settings.language = organisation.language
        settings.sender = configuration.mailbox ?? organisation.from ?? EmailAddress("evenkeel@localhost")
        settings.suppliers = configuration.suppliers
        settings.internalHosts = configuration.internalHosts
        settings.drillAddresses = configuration.drillAddresses
        settings.drillPage = configuration.drillPage
        settings.publishesPromises = configuration.promises.isPublic
        settings.rollbackCommands = Set(configuration.commands.filter { $0.value.rollback != nil }.keys)
        settings.rollbackWebhooks = Set(configuration.webhooks.filter { $0.value.rollback != nil }.keys)
        settings.endpoints = configuration.endpoints.map {
            Endpoint(name: $0.name, customer: $0.customer, locale: $0.locale)
        }
        let lock = try DataFolderLock(folder: configuration.dataDirectory)
        let store = try await SQLStore.open(SQLiteDriver.open(directory: configuration.dataDirectory))
        let ledger = try await Ledger.open(store: store, settings: settings)
        let operations = Operations(ledger: ledger, store: store, zones: zones.lookup)
        for component in configuration.components {
            try await operations.perform(
                .declareComponent(component), id: CommandID("declare/\(component.id)/\(component.name)"),
                by: "configuration", at: clock())
        }
        let from = organisation.from ?? EmailAddress("evenkeel@localhost")
        let mailServer = try ServerCheck.mailServer(configuration)
        let sessions = configuration.smtp?.sessions ?? 1
        // The courier opens one more where something critical would wait for the others.
        let transport = mailServer.map { SMTPTransport($0, sessions: sessions + 1) }
        let channel = Self.mail(over: transport, from: from, organisation, clock: clock)
        let composer = MessageComposer(
            settings: settings, catalog: catalog,
            mailDomain: from?.domain ?? "localhost", zones: zones.lookup)
        let links = Links(
            store: store, baseURL: configuration.baseURL, mailbox: configuration.mailbox, clock: clock)
        let executors = try Executors.open(configuration, clock: clock)
        // Whoever of this node held a lease is gone: the folder is ours alone.
        try await store.change([.endLeases(holderPrefix: executors.node + "/", at: clock())])
        let holder = "\(executors.node)/\(UUID().uuidString)"
        let courier = Courier(
            operations: operations, composer: composer, channel: channel,
            endpoints: try endpoints(configuration, commands: executors.declared, clock: clock),
            allowed: Set(configuration.allowList), holder: holder,
            log: WireLogFile(directory: configuration.dataDirectory), parallel: sessions,
            perDomain: configuration.smtp?.mostPerDomain ?? 1,
            clock: clock, links: links.links(of:), preparing: AsideThread(label: "evenkeel.preparing", givesWay: true))
        let signingKey = try SigningKeyFile.open(directory: configuration.dataDirectory)
        let reach = StaffReach(
            mail: Self.mail(over: mailServer.map(Self.pages), from: from, organisation, clock: clock),
            commands: StaffCommand(commands: executors.declared),
            mailDomain: from?.domain ?? "localhost",
            replyTo: links.replyAddress(of:))
        let pager = Pager(
            operations: operations, channel: reach, allowed: Set(configuration.allowList),
            holder: holder
        ) { alert in
            AcknowledgeLink.address(of: alert, baseURL: configuration.baseURL, key: signingKey)
        }
        let installer = Installer(operations: operations, executors: executors.all, node: executors.node)
        let queued = LateCall()
        return Deployment(
            configuration: configuration, clock: clock, zones: zones, store: store, operations: operations,
            conductor: Conductor(operations: operations, onQueued: { queued.call() }), courier: courier, queued: queued,
            installer: installer, executors: executors,
            promises: PromiseKeeper(operations: operations), pager: pager,
            tickets: executors.tickets.map { TicketDesk(operations: operations, tool: $0, holder: holder) },
            signingKey: signingKey,
            transport: transport,
            postbox: try Postbox(
                configuration, commands: executors.declared, links: links, operations: operations, clock: clock),
            lock: lock)
    }

    private static func mail(
        over transport: SMTPTransport?, from: EmailAddress?, _ organisation: Configuration.Organisation,
        clock: @escaping @Sendable () -> Timestamp
    ) -> any EvenkeelLedger.Channel {
        guard let transport, let from else { return NoMailServer() }
        return EmailChannel(transport: transport, from: from, fromName: organisation.name, clock: clock)
    }

    /// Pages wait for nobody's mail. One that nobody answers for goes another way soon, rather than not at all.
    private static func pages(_ settings: SMTPSettings) -> SMTPTransport {
        var settings = settings
        settings.verdictTimeout = .seconds(60)
        return SMTPTransport(settings, sessions: 2)
    }

    /// Whoever stands in the rota; without one the addresses under `staff`, which can be reminded by mail only.
    private static func rota(_ configuration: Configuration, zones: Zones, home: ZoneOffsets) -> Rota {
        var people = configuration.onCall.map { entry in
            var person = entry.person
            person.hours.zone = entry.timezone.flatMap(zones.offsets(of:)) ?? home
            return person
        }
        if people.isEmpty {
            people = configuration.staff.enumerated().map { index, address in
                OnCallPerson(id: PersonID("staff-\(index + 1)"), name: address.description, reach: [.email(address)])
            }
        }
        return Rota(people: people, acknowledgeWithin: configuration.acknowledgeWithin)
    }

    private static func endpoints(
        _ configuration: Configuration, commands: [String: DeclaredCommand],
        clock: @escaping @Sendable () -> Timestamp
    ) throws -> [any EvenkeelLedger.Channel] {
        let environment = ProcessInfo.processInfo.environment
        let http = HTTPPost(allowsPrivate: configuration.allowsPrivateEndpoints)
        return try configuration.endpoints.map { endpoint -> any EvenkeelLedger.Channel in
            switch endpoint.kind {
            case .command:
                guard let name = endpoint.command, let declared = commands[name] else {
                    throw CommandFailure(
                        "The endpoint \(endpoint.name) cannot be told.",
                        why: "no command named \(endpoint.command ?? "") is declared",
                        hint: "Declare it under commands: in evenkeel.yaml.")
                }
                return CommandChannel(name: endpoint.name, command: declared, named: name)
            case .slack: return SlackChannel(name: endpoint.name, url: endpoint.url, http: http)
            case .teams: return TeamsChannel(name: endpoint.name, url: endpoint.url, http: http)
            case .webhook:
                return WebhookChannel(
                    name: endpoint.name, url: endpoint.url,
                    secret: try SigningSecret.read(
                        endpoint.secret, file: endpoint.secretFile, of: "The endpoint \(endpoint.name)", environment),
                    http: http, page: .init(name: configuration.organisation.name, url: configuration.baseURL),
                    clock: clock)
            }
        }
    }
}

/// Stands where no mail server is configured: nothing is lost, everything waits, and says why.
private struct NoMailServer: EvenkeelLedger.Channel {
    let name = "email"

    func send(_ message: OutgoingMessage) async throws(SendError) {
        throw .unreachable("no mail server is configured: set smtp.url in evenkeel.yaml")
    }
}
