/// Compares a new incident with earlier ones: by what set it off, and by its words.
public enum RepeatFinder {
    public struct Likeness: Hashable, Sendable {
        public var incident: IncidentID
        /// 0...1.
        public var score: Double
        public var reasons: [String]
    }

    /// At and above this an earlier incident is shown to the owner.
    public static let threshold = 0.5

    /// The earlier incidents with a report that it is most like, the likest first.
    public static func likely(_ incident: Incident, among others: some Sequence<Incident>) -> [Likeness] {
        guard !incident.isDrill else { return [] }
        let rejected = Set((incident.rejectedRepeats ?? []).map(\.of))
        return others.filter {
            $0.id != incident.id && $0.report != nil && $0.began < incident.began && !$0.isDrill
                && !rejected.contains($0.id)
        }
        .map { likeness(incident, to: $0) }.filter { $0.score >= threshold }
        .sorted { ($1.score, $0.incident) < ($0.score, $1.incident) }
    }

    /// Three points for the trigger (rollout, predicate), two for components, one for words; of those that can be asked.
    static func likeness(_ incident: Incident, to earlier: Incident) -> Likeness {
        var (points, possible) = (0.0, 0.0)
        var reasons: [String] = []
        func add(_ weight: Double, _ share: Double, _ reason: String) {
            possible += weight
            points += weight * share
            if share > 0.3 { reasons.append(reason) }
        }
        if let mine = incident.concerns, let theirs = earlier.concerns {
            add(
                3, mine == theirs ? 1 : overlap(mine.comparedValues, theirs.comparedValues), "the same sites: \(theirs)"
            )
        }
        if case .rollout(let mine, _) = incident.origin, case .rollout(let theirs, _) = earlier.origin {
            add(1, mine == theirs ? 1 : 0, "the same rollout")
        }
        if !incident.components.isEmpty, !earlier.components.isEmpty {
            add(
                2, overlap(Set(incident.components.map(\.text)), Set(earlier.components.map(\.text))),
                "the same component")
        }
        let words = text(of: earlier, includingReport: true)
        let mine = text(of: incident, includingReport: false)
        if !mine.isEmpty { add(1.5, Double(mine.intersection(words).count) / Double(mine.count), "the same words") }
        return Likeness(incident: earlier.id, score: possible == 0 ? 0 : points / possible, reasons: reasons)
    }

    private static func text(of incident: Incident, includingReport: Bool) -> Set<String> {
        var texts = [incident.title] + incident.updates.prefix(1).map(\.body)
        if includingReport {
            texts += (incident.report?.causes.map(\.text) ?? []) + [incident.report?.whatHappened ?? ""]
        }
        let words = texts.joined(separator: " ").lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
        return Set(words.filter { $0.count > 3 })
    }

    private static func overlap(_ left: Set<String>, _ right: Set<String>) -> Double {
        let all = left.union(right)
        return all.isEmpty ? 0 : Double(left.intersection(right).count) / Double(all.count)
    }
}
