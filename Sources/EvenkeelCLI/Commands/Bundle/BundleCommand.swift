import ArgumentParser
import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger
import EvenkeelServer
import Foundation

/// `evenkeel bundle`.
struct BundleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bundle",
        abstract: "Installs at sites that no network reaches: a signed bundle out, a signed receipt in.",
        discussion: """
            Example:

              evenkeel bundle export pbx-5.2 --each bundles/
              evenkeel bundle receipt bundles/acme-hq.json --result installed --by dana --out acme-hq.receipt.json
              evenkeel bundle import-receipt acme-hq.receipt.json
            """, subcommands: [List.self, Export.self, Verify.self, MakeReceipt.self, ImportReceipt.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List what was carried away and has not come back.",
            discussion: """
                Example:

                  evenkeel bundle list
                """)

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func run() async throws {
            let page = try await server.connection().get(InstallPage.self, "bundles")
            try Printout.show(page, as: output.format) { width, ink in
                var table = TextTable([
                    .number("install"), .text("rollout"), .text("installation"), .text("packed"), .text("by"),
                    .text("receipt by"),
                ])
                for install in page.installs {
                    table.add(
                        TextTable.Cell("\(install.id)"), TextTable.Cell(install.rollout),
                        TextTable.Cell(install.installation), TextTable.Cell(Figures.time(install.startedAt)),
                        TextTable.Cell(install.by ?? "-"), TextTable.Cell(Figures.time(install.endsBy)))
                }
                return Printout.list(table, orElse: "Nothing is under way in a bundle.", width: width, ink: ink)
            }
        }
    }

    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Pack what is to be carried, into one signed file or one for each site.",
            discussion: """
                Packs every site whose turn it is, and what was packed before and has not come back. From then on \
                their installs are under way.

                Examples:

                  evenkeel bundle export pbx-5.2 > bundle.json
                  evenkeel bundle export pbx-5.2 --site acme-hq --site acme-branch --each bundles/
                """)

        @Argument(help: "The rollout.") var rollout: String
        @Option(name: .long, help: ArgumentHelp("Only this site; may be given several times.", valueName: "id"))
        var site: [String] = []
        @Option(name: .long, help: ArgumentHelp("Write SITE.json for each site into this folder.", valueName: "dir"))
        var each: String?
        @OptionGroup var server: ServerOptions

        private struct Wish: Encodable {
            let rollout: String
            let installations: [String]?
        }

        func run() async throws {
            let connection = try server.connection()
            func pack(_ sites: [String]?) async throws -> SignedStatement {
                try await connection.send(
                    "POST", ["bundles"], Wish(rollout: rollout, installations: sites), expecting: SignedStatement.self)
            }
            let batch = try await pack(site.isEmpty ? nil : site)
            guard let each else {
                return try Console.print(String(decoding: try WireJSON.data(batch), as: UTF8.self))
            }
            let jobs = try BundleFile.jobs(of: batch)
            try FileManager.default.createDirectory(atPath: each, withIntermediateDirectories: true)
            for job in jobs {
                let signed = try await pack([job.installation])
                // It holds the key of the receipt: for whoever carries it, and nobody else.
                try BundleFile.write(try WireJSON.data(signed), to: "\(each)/\(BundleFile.name(of: job)).json")
            }
            try Console.print("Packed \(Figures.count(jobs.count, "site")) into \(each).")
        }
    }

    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check a bundle, and show what is to be done. Needs no server.",
            discussion: """
                With --key the signature must be of that key, the one at /promises/key of the server; without it the file \
                proves only that nobody changed it after it was signed.

                Example:

                  evenkeel bundle verify bundle.json --key 3q2+7w...
                """)

        @Argument(help: "The bundle.", completion: .file()) var file: String
        @Option(name: .long, help: ArgumentHelp("The public key, as published.", valueName: "base64")) var key: String?
        @OptionGroup var output: FormatOption

        func run() async throws {
            let bundle = try BundleFile.read(file, key: key)
            // Without the keys of the receipts, which are nobody's to print.
            struct Shown: Encodable {
                let valid: Bool
                let organisation: String
                let packedAt: String
                let installations: [String]
            }
            let shown = Shown(
                valid: true, organisation: bundle.organisation, packedAt: bundle.packedAt,
                installations: bundle.jobs.map(\.installation))
            try Printout.show(shown, as: output.format) { width, ink in
                var table = TextTable([
                    .number("install"), .text("installation"), .text("release"), .text("receipt by"), .prose("steps"),
                ])
                for job in bundle.jobs {
                    table.add(
                        TextTable.Cell("\(job.install)"), TextTable.Cell(job.installation),
                        TextTable.Cell("\(job.product) \(job.version)"), TextTable.Cell(Figures.time(job.endsBy)),
                        TextTable.Cell(
                            job.steps.enumerated().map { "\($0 + 1). \($1)" }.joined(separator: "; ")))
                }
                return [ink(.green, "Good") + ": packed by \(bundle.organisation) on \(bundle.packedAt)."]
                    + table.lines(width: width, ink: ink)
            }
        }
    }

    struct MakeReceipt: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "receipt", abstract: "Sign what became of an install, at the site. Needs no server.",
            discussion: """
                Examples:

                  evenkeel bundle receipt acme-hq.json --result installed --by dana --out acme-hq.receipt.json
                  evenkeel bundle receipt bundle.json --site acme-hq --result failed --note 'the disk is full' --by dana
                """)

        @Argument(help: "The bundle.", completion: .file()) var file: String
        @Option(name: .long, help: ArgumentHelp("The site, where the bundle has several.", valueName: "id"))
        var site: String?
        @Option(name: .long, help: "installed, failed, unreachable, cancelled or timed_out.") var result: String
        @Option(name: .long, help: "Who did it.") var by: String
        @Option(name: .long, help: "What there is to say about it.") var note = ""
        @Option(name: .long, help: ArgumentHelp("The public key of the server, as published.", valueName: "base64"))
        var key: String?
        @Option(name: .long, help: ArgumentHelp("Where to write it; else it is printed.", valueName: "file"))
        var out: String?

        func validate() throws {
            guard InstallResult.Word(rawValue: result) == nil else { return }
            let words = InstallResult.Word.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("The result \(result) is none of \(words).")
        }

        func run() async throws {
            let bundle = try BundleFile.read(file, key: key)
            let jobs = bundle.jobs.filter { site == nil || site == $0.installation }
            guard let job = jobs.first, jobs.count == 1, let word = InstallResult.Word(rawValue: result) else {
                throw CommandFailure(
                    "It is not clear which install this is about.",
                    why: "the bundle is for \(bundle.jobs.map(\.installation).joined(separator: ", "))",
                    hint: "name one of them with --site")
            }
            guard let signer = SigningKey(base64: job.receiptKey) else {
                throw CommandFailure(
                    "The bundle has no key for the receipt.", why: "its job \(job.install) holds none",
                    hint: "export the bundle again")
            }
            let statement = ReceiptStatement(job, word, note: note, by: by, at: SystemClock.now())
            let text = String(decoding: try WireJSON.data(statement), as: UTF8.self)
            let signed = SignedStatement(
                publicKey: signer.publicKey, signature: try signer.signature(of: text), statement: text)
            let data = try WireJSON.data(signed)
            guard let out else { return try Console.print(String(decoding: data, as: UTF8.self)) }
            try BundleFile.write(data, to: out)
            try Console.print("Signed: \(job.installation), \(result). Bring \(out) back.")
        }
    }

    struct ImportReceipt: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Bring receipts to the server.",
            discussion: """
                A receipt that was changed, that belongs to another install or server, or that has been here before is \
                refused by name; the others are taken.

                Example:

                  evenkeel bundle import-receipt receipts/*.json
                """)

        @Argument(help: "The receipts.", completion: .file()) var files: [String]
        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func run() async throws {
            let connection = try server.connection()
            var taken: [InstallDocument] = []
            var refused: [String] = []
            for file in files {
                guard let data = FileManager.default.contents(atPath: file) else {
                    refused.append("\(file): it cannot be read")
                    continue
                }
                do {
                    let answer = try await connection.send("POST", ServerConnection.path(["receipts"]), body: data)
                    taken.append(try connection.read(InstallDocument.self, from: answer))
                } catch let failure as CommandFailure { refused.append("\(file): \(failure.what)") }
            }
            let done = InstallPage(installs: taken, next: nil)
            try Printout.show(done, as: output.format) { _, ink in
                done.installs.map {
                    "\($0.installation): \(ink(.green, StateWords.of($0.state)))" + ($0.note.map { ", \($0)" } ?? "")
                }
            }
            guard refused.isEmpty else {
                throw CommandFailure(
                    "\(Figures.count(refused.count, "receipt")) of \(files.count) not taken.", why: refused,
                    hint: "A receipt is good for one install of one server, once, and as it was signed.")
            }
        }
    }
}
