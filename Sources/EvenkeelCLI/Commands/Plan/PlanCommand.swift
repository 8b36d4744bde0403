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
            where it is and why not earlier. With --previous, plans again while waves are under way: what has begun \
            stands, as little as can be is moved, and what moves is listed with whom to tell.

            Examples:

              evenkeel plan Examples/fleet.csv --policy Examples/keep-calm.yaml
              evenkeel plan fleet.csv --policy policy.yaml --summary
              evenkeel plan fleet.csv --policy policy.yaml --explain acme-hq
              evenkeel plan fleet.csv --policy policy.yaml --format json --out plan.json
              evenkeel plan fleet.csv --policy policy.yaml --previous plan.json --begun 2
              evenkeel plan fleet.csv --policy policy.yaml --improve 5s
            """)

    @Argument(help: "The fleet: CSV, TSV or JSON Lines, told by the file's name.", completion: .file())
    var fleet: String

    @Option(name: .long, help: ArgumentHelp("The policy, in YAML.", valueName: "file"), completion: .file())
    var policy: String

    @OptionGroup var reading: FleetFileOptions
    @OptionGroup var planning: PlanningContext
    @OptionGroup var before: PreviousPlan
    @OptionGroup var output: FormatOption

    @Option(
        name: .long,
        help: ArgumentHelp(
            "What past rollouts showed: installation, asked, answered, hours_to_first_report, reports, confirmed, "
                + "last_first.", valueName: "file"), completion: .file())
    var history: String?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "How long to look for a cheaper set where a wave tries every combination: rounds, which give the same "
                + "plan on every machine, or a time such as 5s, which need not; 0 for not at all.",
            valueName: "rounds|time"), transform: ImprovementEffort.parse)
    var improve = ImprovementEffort.rounds(0)

    @Option(
        name: .long, help: ArgumentHelp("Write the plan to a file instead of printing it.", valueName: "file"),
        completion: .file())
    var out: String?

    @Option(
        name: .long, help: ArgumentHelp("Draw coverage against exposure as SVG.", valueName: "file"),
        completion: .file())
    var svg: String?

    @Flag(name: .long, help: "Leave out the installations: waves and curve only.")
    var summary = false

    @Option(
        name: .long, help: ArgumentHelp("Tell the whole story of one installation instead.", valueName: "site"))
    var explain: String?

    @Flag(name: .long, help: "Print how many seconds reading, planning and writing took, as JSON on standard error.")
    var timings = false

    func validate() throws {
        if summary, explain != nil { throw ValidationError("--summary and --explain cannot go together.") }
        try before.validateTogether()
    }

    func run() async throws {
        let clock = ContinuousClock()
        let start = clock.now
        let progress = FleetFileOptions.isLarge(fleet) ? ProgressReport("plan") : nil
        defer { progress?.end() }
        let given = try read(progress)
        let read = clock.now
        progress?.stage("planning \(Figures.count(given.image.count)) installations")
        let plan = try plan(given)
        let planned = clock.now
        progress?.stage("writing")
        try write(plan, given) { progress?.end() }
        if let svg { try CoverageCurveSVG(plan, policy: given.policy).write(to: svg) }
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

    private struct Given {
        let image: FleetImage
        let policy: Policy
        let context: PlanContext
    }

    /// All files, or everything that is wrong in any of them. Nobody waits for a large fleet to be told of a slip in the
    /// policy.
    private func read(_ progress: ProgressReport?) throws -> Given {
        let (policy, policyProblems) = Self.outcome { () throws(FileProblems) in try PolicyFile.read(path: self.policy)
        }
        if let policyProblems, progress != nil {
            throw CommandFailure(policyProblems, consequence: "there is no plan")
        }
        progress?.stage("reading \(self.fleet)")
        let (fleet, fleetProblems) = Self.outcome { () throws(FileProblems) in
            try reading.readImage(self.fleet, progress: progress)
        }
        let (past, historyProblems) = Self.outcome { () throws(FileProblems) -> [InstallationID: TrackRecord] in
            guard let history else { return [:] }
            return try TrackRecordFile.read(path: history)
        }
        guard let fleet, let policy, let past else {
            let all = [policyProblems, fleetProblems, historyProblems].compactMap(\.self)
            throw CommandFailure(
                FileProblems(all.flatMap(\.problems), total: all.map(\.total).reduce(0, +)),
                consequence: "there is no plan")
        }
        var context = try planning.context(zones: fleet.image.zoneNames)
        context.history = past
        if let previous = try before.read(of: policy.rollout) {
            context.past = previous
            context.revision = previous.plan.revision + 1
        }
        return Given(image: fleet.image, policy: policy, context: context)
    }

    private static func outcome<Value>(
        of read: () throws(FileProblems) -> Value
    ) -> (value: Value?, problems: FileProblems?) {
        do { return (try read(), nil) } catch { return (nil, error) }
    }

    private func plan(_ given: Given) throws -> Plan {
        do {
            return try improve.plan { improvement throws(PlanRefusal) in
                try Planner.plan(
                    given.image, policy: given.policy, context: given.context,
                    gateForecast: EvidenceForecast.moreSitesNeeded, improvement: improvement
                ).plan()
            }
        } catch { throw CommandFailure(error) }
    }

    private func write(_ plan: Plan, _ given: Given, beforePrinting: () -> Void) throws {
        if explain == nil, output.format == .json, given.context.past == nil || out != nil {
            try PlanOutput.write(plan, summary: summary, to: out, beforePrinting: beforePrinting)
        } else if let out {
            try PlanOutput.write(try text(plan, given, width: nil, ink: .plain), to: out)
        } else {
            beforePrinting()
            let stream = Console.Stream.output
            try Console.print(try text(plan, given, width: stream.width, ink: stream.ink))
        }
    }

    private func text(_ plan: Plan, _ given: Given, width: Int?, ink: Ink) throws -> String {
        if let explain {
            let story = try SiteStory(
                of: explain, plan: plan, image: given.image, policy: given.policy, history: given.context.history)
            return output.format == .json
                ? try Printout.json(story) : story.lines(width: width, ink: ink).joined(separator: "\n")
        }
        let image = given.image
        let diff = given.context.past.map { past in
            PlanDiffDocument(
                from: past.plan, to: plan, customer: { image.number(of: $0).map(image.customerID(of:)) },
                isDone: { site in
                    image.number(of: site).flatMap { image.version[$0] }.map { $0 >= plan.release } ?? false
                })
        }
        let document = PlanDocument(plan, summary: summary)
        if output.format == .json {
            return try Printout.json(RevisedPlanDocument(plan: document, changes: diff))
        }
        let lines = PlanPrinter(document, policy: given.policy, fleet: image).lines(width: width, ink: ink)
        let changes = diff.map { [""] + PlanDiffPrinter.lines($0, width: width, ink: ink) } ?? []
        return (lines + changes).joined(separator: "\n")
    }
}
