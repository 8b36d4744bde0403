import ArgumentParser
import EvenkeelAPI
import EvenkeelDomain
import EvenkeelFiles
import Foundation

extension FleetCommand {
    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Bring a fleet file to the server, all of it or nothing.",
            discussion: """
                The file is read here first, so that what is wrong is told by its line and column; then it goes to \
                the server, which changes what differs. Importing the same file twice changes nothing.

                Examples:

                  evenkeel fleet import fleet.csv --contacts contacts.csv
                  evenkeel fleet import export.csv --map site_id=installation --extra environment --dry-run
                """)

        @Argument(help: "The fleet: CSV, TSV or JSON Lines, told by the file's name.", completion: .file())
        var fleet: String

        @Flag(name: .long, help: "Say what would change, and change nothing.")
        var dryRun = false

        @Flag(
            name: .long,
            help: "Take the file's word on versions also where an executor, agent, probe or technician said otherwise.")
        var authoritative = false

        @OptionGroup var reading: FleetFileOptions
        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func run() async throws {
            let connection = try server.connection()
            let progress = FleetFileOptions.isLarge(fleet) ? ProgressReport("import") : nil
            defer { progress?.end() }
            progress?.stage("reading \(fleet)")
            let known = try reading.read(fleet)
            let table = Data(FleetFile.csv(known).utf8)
            progress?.stage("sending \(Figures.count(known.installations.count)) installations")
            var done = try await send(table, to: "fleet", connection, progress)
            if reading.contacts != nil, !dryRun {
                progress?.stage("sending contacts")
                let people = known.contacts.values.flatMap(\.self)
                let told = try await send(Data(ContactsFile.csv(people).utf8), to: "contacts", connection, progress)
                done.contacts = told.contacts
                done.changed += told.changed
            }
            progress?.end()
            try Printout.show(done, as: output.format) { _, ink in
                let counts = [
                    Figures.count(done.installations, "installation"), Figures.count(done.customers, "customer"),
                    Figures.count(done.contacts, "contact"),
                ].joined(separator: ", ")
                let change = done.changed == 0 ? "nothing changes" : "\(Figures.count(done.changed)) changed"
                let disputes = (done.contradictions ?? []).map { dispute in
                    "  \(dispute.installation): the file says \(dispute.given), the \(dispute.source) said "
                        + "\(dispute.known) at \(Figures.time(dispute.at))"
                        + (dispute.overridden ? "; the file's word is taken" : "; kept")
                }
                let contradicted =
                    disputes.isEmpty
                    ? []
                    : [
                        ink(.yellow, "\(Figures.count(disputes.count)) of its versions contradict what was confirmed:")
                    ] + disputes
                return contradicted
                    + (done.dryRun
                        ? ["Would import \(counts): \(change). Nothing was done, because of --dry-run."]
                        : [ink(.green, "Imported \(counts)") + ": \(change)."])
            }
        }

        private func send(
            _ table: Data, to noun: String, _ connection: ServerConnection, _ progress: ProgressReport?
        ) async throws -> ImportDocument {
            let path = ServerConnection.path(
                [noun, "import"],
                query: [
                    ("dry_run", dryRun ? "true" : nil),
                    ("authoritative", authoritative && noun == "fleet" ? "true" : nil),
                ])
            return try connection.read(
                ImportDocument.self,
                from: try await connection.send(
                    "POST", path, body: table, contentType: "text/csv", idempotencyKey: UUID().uuidString,
                    sent: progress.map { report in { @Sendable share in report.reached(share) } }))
        }
    }

    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print the server's fleet as CSV; importing it again changes nothing.",
            discussion: """
                Example:

                  evenkeel fleet export > fleet.csv
                """)

        @OptionGroup var server: ServerOptions

        func run() async throws {
            let data = try await server.connection().send("GET", ServerConnection.path(["fleet", "export"]))
            try Console.write(data, to: .output)
        }
    }
}
