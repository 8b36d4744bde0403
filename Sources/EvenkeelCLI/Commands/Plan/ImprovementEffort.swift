import ArgumentParser
import EvenkeelDomain
import EvenkeelPlanner

/// `--improve 200` or `--improve 5s`: how long to look for a cheaper set.
///
/// Rounds give the same plan on every machine. A time box does not, so it tells how many rounds it took.
enum ImprovementEffort: Equatable, CustomStringConvertible {
    case rounds(Int)
    case box(TimeSpan)

    var description: String {
        switch self {
        case .rounds(let rounds): "\(rounds)"
        case .box(let span): span.description
        }
    }

    @Sendable static func parse(_ text: String) throws -> ImprovementEffort {
        if let rounds = Int(text), rounds >= 0 { return .rounds(rounds) }
        guard let span = TimeSpan(text), span > .zero else {
            throw ValidationError("Expected a number of rounds such as 200, or a length of time such as 5s.")
        }
        return .box(span)
    }

    /// Makes a plan with it, and says what a time box came to.
    func plan(_ make: (Improvement?) throws(PlanRefusal) -> Plan) throws(PlanRefusal) -> Plan {
        switch self {
        case .rounds(let rounds): return try make(rounds > 0 ? Planner.improvement(rounds: rounds) : nil)
        case .box(let span):
            let clock = ContinuousClock()
            let end = clock.now + .milliseconds(span.milliseconds)
            var taken = 0
            let result = try make(
                Planner.improvement(rounds: .max, keepGoing: { clock.now < end }, onRounds: { taken += $0 }))
            Console.note(Self.told(span, rounds: taken))
            return result
        }
    }

    private static func told(_ span: TimeSpan, rounds: Int) -> String {
        guard rounds > 0 else {
            return "--improve \(span): no round was done in that time; this is the plan without --improve."
        }
        return
            "--improve \(span) took \(Figures.count(rounds, "round")). Another machine does more or fewer in the same "
            + "time: --improve \(rounds) makes this very plan again."
    }
}
