import ArgumentParser
import EvenkeelAPI
import EvenkeelFiles
import Foundation

extension RolloutCommand {
    struct Report: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Every gate a rollout met, with its verdict derived again from the journal; or a back-test.",
            discussion: """
                Computes each verdict again from the figures in the journal: the calibrated halt lines, the bounds, the \
                scan and the decision. Exits with 1 if anything differs from what was recorded.

                With --policy the rollouts are judged again under another policy: where it would have halted, when each \
                gate would have passed, how many sites it would have hurt; and over all of them how often it was right. \
                What was harmful in truth is told with --harmful and --harmless; else a rollout's own end tells, and one \
                that is not over is left out.

                Examples:

                  evenkeel rollout report pbx-5.2
                  evenkeel rollout report pbx-5.2 --svg evidence.svg --wave 2
                  evenkeel rollout report pbx-5.1 pbx-5.2 --policy stricter.yaml --harmful pbx-5.2
                """)

        @Argument(help: "The rollout's id; several for a back-test.")
        var ids: [String]

        @Option(
            name: .long, help: ArgumentHelp("Judge again under this policy, in YAML.", valueName: "file"),
            completion: .file())
        var policy: String?

        @Option(name: .long, help: ArgumentHelp("A rollout that was harmful; may be repeated.", valueName: "id"))
        var harmful: [String] = []

        @Option(name: .long, help: ArgumentHelp("A rollout that was harmless; may be repeated.", valueName: "id"))
        var harmless: [String] = []

        @Option(
            name: .long, help: ArgumentHelp("Draw how the evidence grew, as SVG.", valueName: "file"),
            completion: .file())
        var svg: String?

        @Option(name: .long, help: ArgumentHelp("The wave to draw, from 1; else all.", valueName: "number"))
        var wave: Int?

        @OptionGroup var server: ServerOptions
        @OptionGroup var output: FormatOption

        func validate() throws {
            if ids.count > 1, policy == nil { throw ValidationError("Several rollouts are for --policy only.") }
            if svg != nil, policy != nil { throw ValidationError("--svg and --policy cannot go together.") }
            if wave != nil, svg == nil { throw ValidationError("--wave is for --svg only.") }
            if policy == nil, !(harmful + harmless).isEmpty {
                throw ValidationError("--harmful and --harmless are for --policy only.")
            }
            for id in harmful + harmless where !ids.contains(id) {
                throw ValidationError("\(id) is not among the rollouts.")
            }
            if let both = harmful.first(where: harmless.contains) {
                throw ValidationError("\(both) cannot be both harmful and harmless.")
            }
        }

        func run() async throws {
            let connection = try server.connection()
            if let policy { return try await backtest(policy, connection) }
            guard let id = ids.first else { return }
            if let svg { return try await draw(id, to: svg, connection) }
            let report = try await connection.get(GateReportDocument.self, "rollouts", id, "report")
            try Printout.show(report, as: output.format) { GatePrinter(report).lines(width: $0, ink: $1) }
            if let odd = report.gates.first(where: { !$0.agrees }) {
                throw CommandFailure(
                    "A gate of \(report.rollout) does not hold up.",
                    why: ["At position \(odd.position) of the journal:"] + odd.differences,
                    hint: "Check the journal with `evenkeel journal verify`.")
            }
        }

        private func backtest(_ path: String, _ connection: ServerConnection) async throws {
            // Read here first: what is wrong is told by the file's own name.
            _ = try PolicyFile.read(path: path)
            let yaml: Data
            do { yaml = try Data(contentsOf: URL(fileURLWithPath: path)) } catch {
                throw CommandFailure("\(path) could not be read.", why: error.localizedDescription)
            }
            var replays: [ReplayDocument] = []
            for id in ids {
                let address = ServerConnection.path(["rollouts", id, "replay"])
                let answer = try await connection.send("POST", address, body: yaml, contentType: "application/yaml")
                replays.append(try connection.read(ReplayDocument.self, from: answer))
            }
            let truth = Dictionary(
                harmful.map { ($0, true) } + harmless.map { ($0, false) }, uniquingKeysWith: { first, _ in first })
            let backtest = BacktestDocument(replays, harmful: truth)
            try Printout.show(backtest, as: output.format) { BacktestPrinter(backtest).lines(width: $0, ink: $1) }
        }

        private func draw(_ id: String, to path: String, _ connection: ServerConnection) async throws {
            let growth = try await connection.get(
                GrowthDocument.self, "rollouts", id, "evidence", query: [("wave", wave.map(String.init))])
            let picture = EvidencePicture(growth, title: id + (wave.map { ", wave \($0)" } ?? ""))
            try PictureFile.write(picture.svg, to: path)
        }
    }
}
