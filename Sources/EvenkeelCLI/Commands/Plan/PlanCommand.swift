import ArgumentParser
import EvenkeelAPI
import EvenkeelDomain
import EvenkeelFiles
import EvenkeelLedger
import EvenkeelPlanner
import Foundation

/// `evenkeel plan`: who goes when, and why, from two files.
struct PlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Plan a rollout from a fleet and a policy, with no server and no database.",
        discussion: """
            Prints the waves with their dates, what each exposes and covers, and for every installation why it is \
            where it is and why not earlier.

            Examples:

              evenkeel plan Examples/fleet.csv --policy Examples/keep-calm.yaml
              evenkeel plan fleet.csv --policy policy.yaml --summary
              evenkeel plan fleet.csv --policy policy.yaml --explain acme-hq
              evenkeel plan fleet.csv --policy policy.yaml --format json --out plan.json
            """)

    @Argument(help: "The fleet: CSV, TSV or JSON Lines, told by the file's name.", completion: .file())
    var fleet: String

    @Option(name: .long, help: ArgumentHelp("The policy, in YAML.", valueName: "file"), completion: .file())
    var policy: String

    @OptionGroup var reading: FleetFileOptions
    @OptionGroup var planning: PlanningContext
    @OptionGroup var output: FormatOption

    @Option(
        name: .long, help: ArgumentHelp("Write the plan to a file instead of printing it.", valueName: "file"),
        completion: .file())
    var out: String?

    @Flag(name: .long, help: "Leave out the installations: waves and curve only.")
    var summary = false

    @Option(
        name: .long, help: ArgumentHelp("Tell the whole story of one installation instead.", valueName: "site"))
    var explain: String?

    @Flag(name: .long, help: "Print how many seconds reading, planning and writing took, as JSON on standard error.")
    var timings = false

    func validate() throws {
        if summary, explain != nil { throw ValidationError("--summary and --explain cannot go together.") }
    }

    func run() async throws {
        let clock = ContinuousClock()
        let start = clock.now
        let progress = FleetFileOptions.isLarge(fleet) ? ProgressReport("plan") : nil
        defer { progress?.end() }
        progress?.stage("reading \(fleet)")
        let (fleet, policy) = try read()
        let read = clock.now
        progress?.stage("planning \(Figures.count(fleet.installations.count)) installations")
        let plan = try plan(fleet, policy)
        let planned = clock.now
        progress?.end()

        if let out {
            try write(try text(plan, fleet, policy, width: nil, ink: .plain), to: out)
        } else {
            try Console.print(
                try text(plan, fleet, policy, width: Console.Stream.output.width, ink: Console.Stream.output.ink))
        }
        if timings {
            let seconds = Timings(
                readSeconds: (read - start) / .seconds(1), planSeconds: (planned - read) / .seconds(1),
                writeSeconds: (clock.now - planned) / .seconds(1))
            Console.note(String(decoding: try WireJSON.data(seconds), as: UTF8.self))
        }
    }

    private struct Timings: Encodable {
        let readSeconds: Double
        let planSeconds: Double
        let writeSeconds: Double
    }

    /// Both files, or everything that is wrong in either.
    private func read() throws -> (Fleet, Policy) {
        let (policy, policyProblems) = Self.outcome { () throws(FileProblems) in try PolicyFile.read(path: self.policy)
        }
        let (fleet, fleetProblems) = Self.outcome { () throws(FileProblems) in try reading.read(self.fleet) }
        if let fleet, let policy { return (fleet, policy) }
        let all = [policyProblems, fleetProblems].compactMap(\.self)
        throw CommandFailure(
            FileProblems(all.flatMap(\.problems), total: all.map(\.total).reduce(0, +)),
            consequence: "there is no plan")
    }

    private static func outcome<Value>(
        of read: () throws(FileProblems) -> Value
    ) -> (value: Value?, problems: FileProblems?) {
        do { return (try read(), nil) } catch { return (nil, error) }
    }

    private func plan(_ fleet: Fleet, _ policy: Policy) throws -> Plan {
        let context = try planning.context()
        do {
            return try Planner.plan(
                fleet: fleet, policy: policy, context: context, gateForecast: EvidenceForecast.moreSitesNeeded)
        } catch { throw CommandFailure(error) }
    }

    private func text(_ plan: Plan, _ fleet: Fleet, _ policy: Policy, width: Int?, ink: Ink) throws -> String {
        if let explain {
            let story = try SiteStory(of: explain, plan: plan, fleet: fleet, policy: policy)
            return output.format == .json
                ? try Printout.json(story) : story.lines(width: width, ink: ink).joined(separator: "\n")
        }
        let document = PlanDocument(plan, summary: summary)
        if output.format == .json { return try Printout.json(document) }
        let printer = PlanPrinter(document, policy: policy, fleet: fleet)
        return printer.lines(width: width, ink: ink).joined(separator: "\n")
    }

    private func write(_ text: String, to path: String) throws {
        do { try Data((text + "\n").utf8).write(to: URL(fileURLWithPath: path), options: .atomic) } catch {
            throw CommandFailure(
                "\(path) could not be written.", why: error.localizedDescription,
                hint: "Check that the folder exists, that it may be written to and that there is room.")
        }
        Console.note("The plan is in \(path).")
    }
}
