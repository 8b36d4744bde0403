import ArgumentParser
import EvenkeelDomain
import EvenkeelFiles

/// What counts besides the fleet and the policy when missing facts are weighed.
struct FleetCheckOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            "A hold in force, as its predicate: whoever it may concern is left out. May be repeated.",
            valueName: "predicate"),
        transform: ArgumentForm.predicate)
    var hold: [String] = []

    @Option(
        name: .long,
        help: ArgumentHelp(
            "What past rollouts showed: a table of installation, asked, answered, and so on.", valueName: "file"),
        completion: .file())
    var history: String?

    func check(_ image: FleetImage, _ policy: Policy) throws -> FleetCheck {
        let holds = try hold.enumerated().map { number, text in
            Hold(
                id: HoldID("hold-\(number + 1)"), predicate: try Predicate(parsing: text), owner: "", why: text,
                since: Timestamp(milliseconds: 0))
        }
        let records = try history.map { path throws(FileProblems) in try TrackRecordFile.read(path: path) } ?? [:]
        return FleetCheck(image, policy: policy, holds: holds, history: records)
    }
}
