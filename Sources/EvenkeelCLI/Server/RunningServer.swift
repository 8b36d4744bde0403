import EvenkeelDomain
import EvenkeelFiles
import EvenkeelLedger
import EvenkeelServer
import Foundation
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle

/// The HTTP server over a deployment, answering; for the demo, which moves its own clock.
struct RunningServer: Sendable {
    let address: URL
    let adminToken: String
    private let deployment: Deployment
    private let task: Task<Void, any Error>

    /// Binds, mints an admin token and returns once requests are answered.
    static func start(_ deployment: Deployment, wake: @escaping @Sendable () -> Void) async throws -> RunningServer {
        let configuration = deployment.configuration
        var context = ServerParts.context(deployment, wake: wake)
        context.sessionClock = SystemClock.now
        let router = try await EvenkeelServer.router(context: context)
        let (ports, bound) = AsyncStream<Int>.makeStream()
        var logger = Logger(label: "evenkeel")
        logger.logLevel = .critical
        let application = Application(
            router: router,
            configuration: .init(
                address: .hostname(configuration.host, port: configuration.port), serverName: "evenkeel"),
            onServerRunning: { channel in
                bound.yield(channel.localAddress?.port ?? 0)
                bound.finish()
            }, logger: logger)
        let task = Task {
            do { try await application.run() } catch {
                bound.finish()
                throw error
            }
        }
        guard let port = await ports.first(where: { _ in true }), port > 0,
            let address = URL(string: "http://\(configuration.host):\(port)")
        else {
            task.cancel()
            try await task.value
            throw DemoTrouble("the server could not be started on port \(configuration.port)")
        }
        let server = RunningServer(
            address: address, adminToken: try await ServerParts.mint("admin", .admin, deployment),
            deployment: deployment,
            task: task)
        return server
    }

    func token(_ name: String, _ scope: TokenRow.Scope) async throws -> String {
        try await ServerParts.mint(name, scope, deployment)
    }

    func wait() async throws { try await task.value }

    func cancel() { task.cancel() }
}
