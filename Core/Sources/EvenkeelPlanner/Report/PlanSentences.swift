public import EvenkeelDomain

/// The English sentences of a plan, rendered on demand from its codes and figures.
public struct PlanSentences {
    public static func reason(_ reason: PlacementReason) -> String {
        let first =
            switch reason {
            case .need(let wanted, _): "wants \(counted(wanted, "of the fixes", "of the fixes"))"
            case .coverage(let newPairs, let rarest):
                "brings \(counted(newPairs, "combination", "combinations")) nobody has tried"
                    + (rarest.isEmpty ? "" : ", the rarest \(list(rarest))")
            case .simplicity(let complexity, _): measured("complexity", complexity, note: "the simplest first")
            case .complexity(let complexity, _): measured("complexity", complexity, note: "the most complex first")
            case .friendliness(let friendly, _): measured("friendliness", friendly, note: "the friendliest first")
            case .feedback(let feedback, _): measured("feedback", feedback, note: "the most forthcoming first")
            case .due(let date?, _): "due by \(date), the earliest first"
            case .due(nil, _): "no date by which it is due is known, so it comes last"
            case .score(let thousandths, _): "scores \(decimal(thousandths)), the highest first"
            case .deadline(let date, _, nil): "due by \(date), which no later wave would keep for all that are"
            case .deadline(let date, _, let follower?):
                "\(follower) goes after it and is due by \(date), which no later wave would keep for all that are"
            case .canary: "its customer's canary: once it has soaked the others may go"
            case .told(_, let text, _): text
            case .evidence: "the next wave asks for more evidence than this wave's own order brings"
            }
        switch reason {
        case .coverage, .told: return first
        default: break
        }
        return reason.newPairs == 0
            ? first : "\(first); brings \(counted(reason.newPairs, "new combination", "new combinations"))"
    }

    /// - Parameter waves: the plan's, for their names.
    public static func notEarlier(_ hindrance: NotEarlier, waves: [PlannedWave]) -> String {
        func name(_ wave: Int) -> String {
            waves.indices.contains(wave - 1) ? "\"\(waves[wave - 1].name)\"" : "wave \(wave)"
        }
        return switch hindrance {
        case .cap(let wave): "\(name(wave)) was full"
        case .notAmong(let wave): "\(name(wave)) is for others"
        case .unknownFact(let wave): "a fact that \(name(wave)) asks for is unknown"
        case .nothingToGain(let wave): "it had nothing to add to \(name(wave))"
        case .after(let other): "it goes after \(other)"
        case .canaryFirst(let canary): "\(canary) goes first, as the customer's canary"
        case .pinnedUntil(let date): "it is pinned until \(date)"
        case .tooComplex(let wave): "it is more complex than \(name(wave)) takes"
        case .notFriendlyEnough(let wave): "it is less friendly than \(name(wave)) takes"
        case .resting(let date): "it went first not long ago and is left in peace until \(date)"
        case .window(let wave): "its window and freezes leave no day of \(name(wave))"
        case .perCustomer(let wave): "\(name(wave)) takes no more sites of its customer"
        case .told(_, let text): text
        case .kept: "the plan before had it no earlier, and planning again moves nobody without need"
        case .underway(let wave): "\(name(wave)) had already begun"
        }
    }

    public static func withheld(_ reason: Withheld.Reason) -> String {
        switch reason {
        case .pinned(let date): "pinned until \(date), and no wave opens after that"
        case .held(let hold, let why): "held by \(hold): \(why)"
        case .unknown(let fact): "whether it is selected depends on a fact that is unknown: \(fact)"
        case .afterWithheld(let other): "goes after \(other), which is withheld"
        case .told(_, let text): text
        case .unitWithheld(let other): "moves with \(other), which is withheld"
        }
    }

    /// Of a wave of the policy.
    public static func leftOut(_ wave: String) -> String { "Wave \"\(wave)\" is left out: nobody would be in it." }

    /// What the gate after a wave will say if all goes well; nil where nothing comes after it.
    public static func gate(_ forecast: GateForecast) -> String {
        forecast.moreSitesNeeded == 0
            ? "if all goes well: passes with \(counted(forecast.cleanSites, "clean site", "clean sites"))"
            : "needs \(counted(forecast.moreSitesNeeded, "more clean site", "more clean sites"))"
    }

    private static func measured(_ name: String, _ thousandths: Int?, note: String) -> String {
        thousandths.map { "\(name) \(decimal($0)), \(note)" } ?? "\(name) is unknown, so it comes last"
    }

    private static func counted(_ count: Int, _ one: String, _ many: String) -> String {
        "\(count) \(count == 1 ? one : many)"
    }

    private static func list(_ items: [String]) -> String {
        items.count < 2
            ? items.joined() : items.dropLast().joined(separator: ", ") + " and " + items[items.count - 1]
    }

    /// `0.35` from 350, `1` from 1000.
    private static func decimal(_ thousandths: Int) -> String {
        var digits = String(thousandths % 1000 + 1000).dropFirst()
        while digits.last == "0" { digits.removeLast() }
        return digits.isEmpty ? "\(thousandths / 1000)" : "\(thousandths / 1000).\(digits)"
    }
}
