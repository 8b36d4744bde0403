import ArgumentParser
import EvenkeelAPI
import EvenkeelDomain
import EvenkeelFiles
import EvenkeelLedger
import EvenkeelVerdict
import Foundation

/// `evenkeel verdict`: the verdict from two files and a stream of outcomes, for pipelines and back-tests.
struct VerdictCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verdict",
        abstract: "Judge outcomes from standard input, with no server and no database.",
        discussion: """
            Reads one JSON object a line: {"enrol": SITE, "at": TIME} when a site is given the release, or an outcome \
            as POST /api/v1/outcomes takes it. Prints the verdict as a line of JSON, with the line it was reached \
            after, at the first halt and at the end. Lines may be late and in any order. Those that cannot be taken \
            are named on standard error; the rest is kept. Where the policy compares with sites not upgraded yet, what \
            those say under the release they run counts as well. Exits with 3 when the verdict is to halt.

            Examples:

              evenkeel verdict Examples/fleet.csv --policy Examples/keep-calm.yaml < outcomes.jsonl
              evenkeel verdict fleet.csv --policy policy.yaml --every < outcomes.jsonl
              evenkeel verdict fleet.csv --policy policy.yaml --now 2026-12-15T08:00:00Z < outcomes.jsonl
              evenkeel verdict fleet.csv --policy policy.yaml --svg evidence.svg < outcomes.jsonl
            """)

    @Argument(help: "The fleet: CSV, TSV or JSON Lines, told by the file's name.", completion: .file())
    var fleet: String

    @Option(name: .long, help: ArgumentHelp("The policy, in YAML.", valueName: "file"), completion: .file())
    var policy: String

    @Flag(name: .long, help: "Print the verdict after every line.")
    var every = false

    @Option(
        name: .long,
        help: ArgumentHelp(
            "The time of the verdict, instead of that of the latest line; what is later is refused.",
            valueName: "time"), transform: ArgumentForm.pastInstant)
    var now: Timestamp?

    @Option(
        name: .long, help: ArgumentHelp("Draw how the evidence grew, as SVG.", valueName: "file"),
        completion: .file())
    var svg: String?

    @OptionGroup var reading: FleetFileOptions

    func run() async throws {
        let policy = try PolicyFile.read(path: policy)
        let fleet = try reading.read(fleet)
        let setting = VerdictSetting(fleet: fleet, policy: policy, now: now)
        for note in setting.notes { Console.note(note) }
        var run = VerdictRun(setting: setting, isPrintingAll: every)
        try StandardInput.forEachLine { bytes in try run.take(bytes) }
        try run.finish()
        if let svg { try PictureFile.write(EvidencePicture(run.growth, title: policy.rollout.text).svg, to: svg) }
        if run.hasHalted { throw ExitCode(ExitStatus.halt.rawValue) }
    }
}
