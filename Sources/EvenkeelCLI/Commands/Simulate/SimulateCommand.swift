import ArgumentParser
import EvenkeelAPI
import EvenkeelDomain
import EvenkeelFiles
import EvenkeelLedger
import EvenkeelPlanner
import EvenkeelSimulator
import Foundation

/// `evenkeel simulate`: what a plan would come to if the release had a defect, before anybody has it.
struct SimulateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Run a plan through many times with a release that has a defect, and see who would be hurt.",
        discussion: """
            Plans the rollout as `evenkeel plan` does, then runs it through in virtual time: sites are installed, some \
            fail and report it later, the verdict halts or lets the next wave go, as in life. The same chance befalls \
            the same fleet in random percentage waves, and with everybody at once. Without --defect the release is \
            sound, and what is left are false halts and the day it ends.

            Examples:

              evenkeel simulate Examples/fleet.csv --policy Examples/keep-calm.yaml --defect 'feature==fax=0.3'
              evenkeel simulate fleet.csv --policy policy.yaml --defect 'feature==fax;feature==t38=0.3' --svg fax.svg
              evenkeel simulate fleet.csv --policy policy.yaml --no-show 5% --silent 2% --report-after 36h
            """)

    @Argument(help: "The fleet: CSV, TSV or JSON Lines, told by the file's name.", completion: .file())
    var fleet: String

    @Option(name: .long, help: ArgumentHelp("The policy, in YAML.", valueName: "file"), completion: .file())
    var policy: String

    @Option(
        name: .long,
        help: ArgumentHelp(
            "What past rollouts showed, as `evenkeel plan` takes it: the plan is made with it.", valueName: "file"),
        completion: .file())
    var history: String?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Whom the release breaks, and how often: the rate follows the last equals sign; may be repeated.",
            valueName: "predicate=rate"), transform: DefectArgument.defect)
    var defect: [Defect] = []

    @Option(name: .long, help: ArgumentHelp("How many runs, 1 to 100,000.", valueName: "n"), transform: runCount)
    var runs = 1000

    @Option(
        name: .long, help: ArgumentHelp("Where chance begins; the same seed gives the same result.", valueName: "n"),
        transform: seedNumber)
    var seed: UInt64 = 1

    @Option(
        name: .long, help: ArgumentHelp("Share of attempts at which nobody is there.", valueName: "share"),
        transform: share)
    var noShow: Share = .zero

    @Option(
        name: .long,
        help: ArgumentHelp("Share of installations that report nothing until they are called.", valueName: "share"),
        transform: share)
    var silent: Share = .zero

    @Option(
        name: .long,
        help: ArgumentHelp("How long it takes on average until a failure is reported.", valueName: "duration"),
        transform: span)
    var reportAfter: TimeSpan = .days(1)

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Share of installations that fail for other reasons; without it, the policy's baseline.",
            valueName: "rate"), transform: share)
    var baseRate: Share?

    @Option(
        name: .long, help: ArgumentHelp("Draw the result as a picture, too.", valueName: "file"), completion: .file())
    var svg: String?

    @Option(
        name: .long,
        help: ArgumentHelp("How many runs at a time; without it, as many as there are cores.", valueName: "n"))
    var threads: Int?

    @OptionGroup var reading: FleetFileOptions
    @OptionGroup var planning: PlanningContext
    @OptionGroup var output: FormatOption

    func validate() throws {
        if let threads, !(1...1024).contains(threads) { throw ValidationError("--threads is from 1 to 1024.") }
    }

    func run() async throws {
        let progress = ProgressReport("simulate")
        defer { progress.end() }
        let (document, results) = try await simulate(progress)
        progress.end()
        if let svg {
            try PictureFile.write(SimulationPicture(document, results).text(), to: svg)
        }
        try Printout.show(document, as: output.format) { width, ink in
            SimulationPrinter(document).lines(width: width, ink: ink)
        }
    }

    private func simulate(_ progress: ProgressReport) async throws -> (SimulationDocument, [ApproachSummary]) {
        if FleetFileOptions.isLarge(fleet) { progress.stage("reading \(fleet)") }
        let (fleet, policy, past) = try read()
        let isLarge = fleet.installations.count > 20_000
        if isLarge { progress.stage("planning \(Figures.count(fleet.installations.count)) installations") }
        var context = try planning.context(zones: fleet.zoneNames)
        context.history = past
        let plan = try plan(fleet, policy, context)
        let conditions = TrialConditions(
            baseRate: baseRate ?? policy.verdict.baseline, noShow: noShow, silent: silent, reportAfter: reportAfter)
        let trial = RolloutTrial(
            plan: plan, fleet: fleet, policy: policy, calendar: context.calendar, defects: defect,
            conditions: conditions)
        try DefectCheck.check(trial, plan: plan, fleet: fleet)

        let what = "\(Figures.count(runs, "run")) of \(Figures.count(trial.siteCount, "installation"))"
        var isTold = isLarge || Console.Stream.error.isTerminal
        if isTold { progress.stage(what) }
        let runner = SimulationRunner(
            trial: trial, approaches: Approach.standard, runs: runs, seed: seed,
            threads: threads ?? ProcessInfo.processInfo.activeProcessorCount)
        var told = 0
        let results = await runner.run { share, seconds in
            // A log needs no lines about work that is over before they are read.
            if !isTold, seconds > 3 {
                isTold = true
                progress.stage(what)
            }
            guard isTold else { return }
            // Not before every thread has had its turn: the first result says little.
            if share < 1, share * Double(runs) >= Double(2 * runner.threads), told > 0 || seconds / share > 60 {
                let minutes = max(1, Int((seconds / share * (1 - share) / 60).rounded(.up)))
                if minutes != told {
                    told = minutes
                    progress.rename("\(what), about \(Figures.count(minutes, "minute")) left")
                }
            }
            progress.reached(share)
        }
        let summaries = ApproachSummary.all(of: runner.approaches, runs: results, opens: trial.opens)
        return (SimulationDocument(trial, summaries, runs: runs, seed: seed), summaries)
    }

    /// All files, or everything that is wrong in any of them.
    private func read() throws -> (Fleet, Policy, [InstallationID: TrackRecord]) {
        let (policy, policyProblems) = Self.outcome { () throws(FileProblems) in try PolicyFile.read(path: self.policy)
        }
        let (fleet, fleetProblems) = Self.outcome { () throws(FileProblems) in try reading.read(self.fleet) }
        let (past, historyProblems) = Self.outcome { () throws(FileProblems) -> [InstallationID: TrackRecord] in
            guard let history else { return [:] }
            return try TrackRecordFile.read(path: history)
        }
        if let fleet, let policy, let past { return (fleet, policy, past) }
        let all = [policyProblems, fleetProblems, historyProblems].compactMap(\.self)
        throw CommandFailure(
            FileProblems(all.flatMap(\.problems), total: all.map(\.total).reduce(0, +)),
            consequence: "nothing was simulated")
    }

    private static func outcome<Value>(
        of read: () throws(FileProblems) -> Value
    ) -> (value: Value?, problems: FileProblems?) {
        do { return (try read(), nil) } catch { return (nil, error) }
    }

    private func plan(_ fleet: Fleet, _ policy: Policy, _ context: PlanContext) throws -> Plan {
        do {
            return try Planner.plan(
                fleet: fleet, policy: policy, context: context, gateForecast: EvidenceForecast.moreSitesNeeded)
        } catch { throw CommandFailure(error) }
    }
}

extension SimulateCommand {
    @Sendable private static func runCount(_ text: String) throws -> Int {
        guard let count = Int(text), (1...100_000).contains(count) else {
            throw ValidationError("Expected a whole number from 1 to 100000.")
        }
        return count
    }

    @Sendable private static func seedNumber(_ text: String) throws -> UInt64 {
        guard let seed = UInt64(text) else {
            throw ValidationError("Expected a whole number from 0 to \(UInt64.max).")
        }
        return seed
    }

    @Sendable private static func share(_ text: String) throws -> Share {
        guard let share = Share(text) else { throw ValidationError("Expected a share from 0 to 1 such as 0.05 or 5%.") }
        return share
    }

    @Sendable private static func span(_ text: String) throws -> TimeSpan {
        guard let span = TimeSpan(text) else { throw ValidationError("Expected a length of time such as 36h or 2d.") }
        return span
    }
}
