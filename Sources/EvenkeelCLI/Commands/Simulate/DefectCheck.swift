import EvenkeelDomain
import EvenkeelSimulator

/// Refuses a defect that matches nobody in the plan: most likely a slip, and a simulation of it would look like safety.
enum DefectCheck {
    static func check(_ trial: RolloutTrial, plan: Plan, fleet: Fleet) throws(CommandFailure) {
        for (defect, reach) in zip(trial.defects, trial.reach) where reach.sites == 0 {
            let text = defect.predicate.description
            var why = ["None of the \(Figures.count(trial.siteCount)) installations in the plan is known to match."]
            if reach.unknown > 0 {
                why.append("Of \(Figures.count(reach.unknown, "installation")) a fact that it asks for is unknown.")
            }
            let sites = plan.waves.flatMap(\.placements).compactMap { fleet[$0.installation] }
            why += parts(of: text, sites: sites, fleet: fleet, release: plan.release)
            throw CommandFailure(
                "The defect '\(text)' breaks nobody.", why: why,
                hint: hint(text, sites: sites)
                    ?? "Check the predicate, and with `evenkeel plan` whether the installations you mean are in the plan."
            )
        }
    }

    /// How many installations match each condition of a plain conjunction.
    private static func parts(of text: String, sites: [Installation], fleet: Fleet, release: Version) -> [String] {
        let conditions = text.split(separator: ";").map(String.init)
        guard conditions.count > 1, !text.contains(where: { "(),'\"".contains($0) }) else { return [] }
        return conditions.compactMap { condition in
            guard let predicate = predicate(condition) else { return nil }
            let count = sites.count {
                predicate.evaluate(SiteFacts($0, customer: fleet.customers[$0.customer])) == .yes
            }
            return "\(condition): \(count == 0 ? "nobody" : Figures.count(count, "installation"))."
        }
    }

    private static func predicate(_ text: String) -> Predicate? {
        // A part of what has been parsed; where it is none by itself, there is nothing to say about it.
        do { return try Predicate(parsing: text) } catch { return nil }
    }

    /// The known feature nearest to one that nobody has.
    private static func hint(_ text: String, sites: [Installation]) -> String? {
        let known = sites.reduce(into: Set<String>()) { $0.formUnion($1.features ?? []) }
        for condition in text.split(separator: ";") {
            guard let range = condition.firstRange(of: "==") else { continue }
            let (fact, value) = (condition[..<range.lowerBound], String(condition[range.upperBound...]))
            guard fact == "feature" || fact == "features", !known.contains(value) else { continue }
            if let near = nearestName(to: value, in: known) {
                return "No installation has the feature \(value). Did you mean \(near)?"
            }
        }
        return nil
    }
}
