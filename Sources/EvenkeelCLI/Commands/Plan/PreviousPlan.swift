import ArgumentParser
import EvenkeelAPI
import EvenkeelDomain
import EvenkeelPlanner
import Foundation

/// The plan before, where waves of it are under way.
struct PreviousPlan: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp("The plan before, as JSON, of which waves have begun.", valueName: "file"),
        completion: .file())
    var previous: String?

    @Option(name: .long, help: ArgumentHelp("How many of its waves have begun.", valueName: "waves"))
    var begun: Int?

    func validateTogether() throws {
        if (previous == nil) != (begun == nil) { throw ValidationError("--previous and --begun go together.") }
        if let begun, begun < 0 { throw ValidationError("--begun takes 0 or more waves.") }
    }

    /// - Parameter rollout: the policy's: a plan of another has no waves that have begun.
    func read(of rollout: RolloutID) throws -> PlanProgress? {
        guard let previous, let begun else { return nil }
        let document: PlanDocument
        do {
            document = try WireJSON.read(PlanDocument.self, from: try Data(contentsOf: URL(fileURLWithPath: previous)))
        } catch {
            throw CommandFailure(
                "\(previous) is no plan.", why: Self.trouble(error),
                hint: "Write one with: evenkeel plan FLEET --policy FILE --format json --out \(previous)")
        }
        guard let plan = Plan(document) else {
            throw CommandFailure(
                "\(previous) is no whole plan.", why: "A wave is without its installations, or a date is none.",
                hint: "Write it without --summary.")
        }
        guard plan.rollout == rollout else {
            throw CommandFailure(
                "\(previous) is a plan of another rollout.",
                why: "It is of \(plan.rollout), and the policy of \(rollout).",
                hint: "Give the plan that was made of this policy before.")
        }
        guard begun <= plan.waves.count else {
            throw CommandFailure(
                "\(begun) waves cannot have begun.", why: "The plan in \(previous) has \(plan.waves.count).",
                exitStatus: .usage)
        }
        return PlanProgress(plan: plan, begun: begun)
    }

    /// What of a document is not as a plan has it.
    private static func trouble(_ error: any Error) -> String {
        func place(_ path: [any CodingKey]) -> String {
            path.isEmpty ? "It" : path.map(\.stringValue).joined(separator: ".")
        }
        switch error as? DecodingError {
        case .keyNotFound(let key, let context):
            return "\(place(context.codingPath + [key])) is missing."
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            return "\(place(context.codingPath)) has another form than in a plan."
        case .dataCorrupted(let context):
            return context.codingPath.isEmpty
                ? "It is not JSON." : "\(place(context.codingPath)) has another form than in a plan."
        case nil: return error.localizedDescription
        @unknown default: return error.localizedDescription
        }
    }
}

/// A plan with what it changes.
struct RevisedPlanDocument: Encodable {
    let plan: PlanDocument
    let changes: PlanDiffDocument?

    func encode(to encoder: any Encoder) throws {
        try plan.encode(to: encoder)
        guard let changes else { return }
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(changes, forKey: .changes)
    }

    private enum Key: String, CodingKey { case changes }
}
