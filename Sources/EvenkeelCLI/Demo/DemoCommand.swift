import ArgumentParser
import EvenkeelDomain
import EvenkeelFiles
import EvenkeelLedger
import EvenkeelMailSink
import EvenkeelServer
import EvenkeelStore
import Foundation

struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Shows the whole loop: a bad release is caught, owned, repaired, reported and never let in again.",
        discussion: """
            Starts a server on an embedded database in a temporary folder and plays one rollout in accelerated time, in \
            about three minutes: waves open and soak, one halts, the incident is owned, mails go out to a mail server of \
            the demo's own, promises are kept, the report is published, its corrective action becomes a guard.

            Example: evenkeel demo --once
            """)

    @Option(help: "The port of the pages and the API; 0 takes a free one.")
    var port = 8080

    @Flag(help: "Play the story in virtual time, print a summary with figures, and end.")
    var once = false

    @Flag(help: "Keep the temporary folder with the database and the sites' version files.")
    var keep = false

    func run() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "evenkeel-demo-\(UUID().uuidString.prefix(8))")
        let began = SystemClock.now()
        let ending: Result<Void, any Error>
        do {
            try await play(in: folder, began: began)
            ending = .success(())
        } catch { ending = .failure(error) }
        if keep {
            print("The database and the sites' version files are in \(folder.path)")
        } else if FileManager.default.fileExists(atPath: folder.path) {
            try FileManager.default.removeItem(at: folder)
        }
        try ending.get()
    }

    private func play(in folder: URL, began: Timestamp) async throws {
        let fleet = try FleetFile.read(text: try DemoResources.text("fleet.csv"), named: "fleet.csv").fleet
        let contacts = try ContactsFile.read(text: try DemoResources.text("contacts.csv"), named: "contacts.csv")
        let everyone = ContactsFile.adding(contacts, to: fleet)
        let world = try DemoWorld.make(in: folder, fleet: everyone)
        let sink = try await MailSink.start()
        guard let start = Timestamp(rfc3339: "2026-11-23T07:00:00Z") else { preconditionFailure("a valid time") }
        let clock = DemoClock(at: start)
        let deployment = try await Deployment.open(
            configuration(folder: folder, world: world, mailPort: sink.port), clock: { clock.now })
        let running = try await RunningServer.start(deployment, wake: {})
        defer { running.cancel() }
        let story = DemoStory(
            deployment: deployment, clock: clock, world: world,
            staff: APIClient(server: running.address, token: try await running.token("Anna", .admin)),
            sites: APIClient(server: running.address, token: try await running.token("sites", .outcomes)),
            pace: once ? .immediate : .watchable, print: { print($0) })
        try await prepare(everyone, deployment, clock)
        if !once { greet(running) }
        try await story.run()
        let summary = try await DemoSummary.make(
            deployment, world: world, mails: sink.messages, guardRefusal: await story.guardRefusal,
            seconds: Double((SystemClock.now() - began).milliseconds) / 1000)
        print(summary.text)
        if !once {
            print("\nThe server goes on at \(running.address.absoluteString); Ctrl-C ends it.")
            try await running.wait()
        }
        await sink.stop()
        if let trouble = summary.trouble { throw DemoTrouble(trouble) }
    }

    private func configuration(folder: URL, world: DemoWorld, mailPort: Int) -> Configuration {
        var configuration = Configuration()
        configuration.dataDirectory = folder.appending(path: "data").path
        configuration.port = once ? 0 : port
        configuration.organisation.name = "Bright Line Telephony"
        configuration.organisation.timezone = "Europe/Rome"
        configuration.organisation.from = EmailAddress("service@brightline.example")
        configuration.smtp = .init(url: "smtp://127.0.0.1:\(mailPort)", requireTLS: false)
        configuration.components = [Component(id: "telephony", name: "Telephony")]
        configuration.commands = [
            "pbx-install": .init(
                run: [world.script, "{installation}", "{version}"], directory: folder.path)
        ]
        return configuration
    }

    /// Fleet in, outbound live (to the demo's own mail server), first rollout planned, approved and started.
    private func prepare(_ fleet: Fleet, _ deployment: Deployment, _ clock: DemoClock) async throws {
        let operations = deployment.operations
        try await deployment.store.change([
            .putCustomers(fleet.customers.values.sorted { $0.id < $1.id }),
            .putContacts(fleet.contacts.values.flatMap { $0 }.sorted { $0.id < $1.id }),
            .putInstallations(fleet.installations),
        ])
        try await operations.perform(.changeOutbound(.live), id: "demo/live", by: "demo", at: clock.now)
        let policy = try PolicyFile.read(text: try DemoResources.text("demo.yaml"), named: "demo.yaml")
        _ = try await operations.makePlan(policy, id: "demo/plan", by: "demo", at: clock.now)
        try await operations.perform(.approvePlan(policy.rollout), id: "demo/approve", by: "demo", at: clock.now)
        try await operations.start(policy.rollout, command: "demo/start", by: "demo", at: clock.now)
    }

    private func greet(_ running: RunningServer) {
        print(
            """
            Evenkeel demo: 240 telephone systems, one bad release, three minutes.

              status page   \(running.address.absoluteString)/
              console       \(running.address.absoluteString)/console   (log in with the token below)
              token         \(running.adminToken)

            """)
    }
}
