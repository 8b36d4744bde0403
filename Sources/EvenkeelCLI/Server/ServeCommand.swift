import ArgumentParser
import EvenkeelFiles
import EvenkeelLedger
import EvenkeelServer
import EvenkeelStore
import Foundation
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle
import UnixSignals

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Runs the server.",
        discussion: """
            Needs no configuration: an SQLite database in ./evenkeel-data, loopback, port 8080. The first run prints an \
            admin token, once. Nothing leaves until `evenkeel outbound live`.

            Example: evenkeel serve --config evenkeel.yaml
            """)

    @Option(help: "The configuration file; evenkeel.yaml is read by itself where it exists.")
    var config: String?

    @Option(help: "The address to listen on.")
    var host: String?

    @Option(help: "The port to listen on.")
    var port: Int?

    @Option(help: "The folder of the database.")
    var data: String?

    func run() async throws {
        let path = config ?? (FileManager.default.fileExists(atPath: "evenkeel.yaml") ? "evenkeel.yaml" : nil)
        var flags: [String: String] = [:]
        if let host { flags["host"] = host }
        if let port { flags["port"] = "\(port)" }
        if let data { flags["data"] = data }
        let loaded = try ConfigurationFile.read(
            path: path, environment: ProcessInfo.processInfo.environment, flags: flags)
        let logger = Logger(label: "evenkeel")
        for warning in loaded.warnings { logger.warning("\(warning)") }
        try ServerCheck.refuseOpenDoor(loaded.configuration)
        let deployment = try await Deployment.open(loaded.configuration, clock: SystemClock.now)
        try await printFirstToken(deployment)

        let (conduct, days, carry, install, keep, page) = (Wake(), Wake(), Wake(), Wake(), Wake(), Wake())
        deployment.executors.ends.call = { install.call() }
        deployment.queued.call = { carry.call() }
        let wakeAll: @Sendable () -> Void = { for wake in [conduct, days, carry, install, keep, page] { wake.call() } }
        let router = try await EvenkeelServer.router(context: ServerParts.context(deployment, wake: wakeAll))
        // Whoever opens connections and says nothing, or half a sentence, does not keep them for ever.
        let application = Application(
            router: router, server: .http1(configuration: .init(idleTimeout: .seconds(60))),
            configuration: .init(
                address: .hostname(loaded.configuration.host, port: loaded.configuration.port), serverName: "evenkeel"),
            onServerRunning: { channel in
                let port = channel.localAddress?.port ?? loaded.configuration.port
                print("Evenkeel answers at http://\(loaded.configuration.host):\(port)/")
            }, logger: logger)
        var services: [any Service] = [
            application,
            Loop.conductor(deployment, wake: conduct, onwards: [days, carry, install, keep, page], logger: logger),
            Loop.days(deployment, wake: days, onwards: [conduct, carry, install], logger: logger),
            Loop.fleet(deployment, logger: logger),
            Loop.promises(deployment, wake: keep, onwards: [conduct, page], logger: logger),
            Loop.pager(deployment, wake: page, logger: logger),
            // They end in the opposite order: while the courier ends it keeps its lease.
            Loop.courierLease(deployment, logger: logger),
            Loop.courier(deployment, wake: carry, logger: logger),
            Loop.installer(deployment, wake: install, onwards: [conduct], logger: logger),
        ]
        if let desk = deployment.tickets { services.append(Loop.tickets(desk, deployment, logger: logger)) }
        if let postbox = deployment.postbox { services.append(Loop.postbox(postbox, onwards: [carry], logger: logger)) }
        var configuration = ServiceGroupConfiguration(
            services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        // Installs under way may end; after this they are cut off.
        configuration.maximumGracefulShutdownDuration = .seconds(120)
        let group = ServiceGroup(configuration: configuration)
        do { try await group.run() } catch let error as IOError {
            throw CommandFailure(
                "The server cannot listen on \(loaded.configuration.host), port \(loaded.configuration.port).",
                why: String(cString: strerror(error.errnoCode)),
                hint: "See what else uses the port, or choose another with --port; those below 1024 need permission.")
        }
        try await deployment.operations.ledger.saveSnapshot()
    }

    /// A database without tokens gets one, and prints it this once.
    private func printFirstToken(_ deployment: Deployment) async throws {
        guard try await deployment.store.tokens().isEmpty else { return }
        let secret = try await ServerParts.mint("admin", .admin, deployment)
        print(
            """
            This is the first run. The admin token, shown this once:

                \(secret)

            Log in with it at /login, or give it to the command line as EVENKEEL_TOKEN.
            """)
    }
}
