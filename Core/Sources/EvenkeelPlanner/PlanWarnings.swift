import EvenkeelDomain

/// What a plan's reader should know although it is no reason to refuse, as sentences.
enum PlanWarnings {
    static func of(_ arrangement: Arrangement, context: PlanContext, hasPairs: Bool) -> [String] {
        var warnings = inputs(arrangement, context: context)
        if !hasPairs {
            warnings.append("No two features are known to run at one site, so there is no coverage to show.")
        }
        warnings += arrangement.leftOut.map { "Wave \"\($0)\" is left out: nobody would be in it." }
        for wave in arrangement.waves { warnings += self.warnings(of: wave, in: arrangement) }
        return warnings
    }

    private static func inputs(_ arrangement: Arrangement, context: PlanContext) -> [String] {
        var warnings: [String] = []
        let policy = arrangement.policy
        if let start = policy.start, start < context.today {
            warnings.append(
                "The policy's start, \(start), has passed; the first wave opens on \(arrangement.firstOpens).")
        }
        let sizeless = arrangement.candidates.count { $0.site.seats == nil }
        if sizeless > 0 {
            warnings.append(
                "\(installations(sizeless)) without a number of seats: each counts as \(arrangement.selection.assumedSeats)"
                    + " (the mean) against limits in seats, and as 0 in what is exposed.")
        }
        let cells = arrangement.candidates.count { $0.site.movesWith != nil }
        if cells > 0 {
            warnings.append("\(installations(cells)) with `moves_with`: this version places each on its own.")
        }
        for (site, other) in arrangement.selection.strayAfter {
            warnings.append("\(site) goes after \(other), which is not in the fleet.")
        }
        let idle = policy.weights.keys.filter { !Candidate.scored.contains($0) }.map(\.rawValue).sorted()
        if !idle.isEmpty {
            warnings.append("Weights of \(idle.joined(separator: ", ")) are not used by order: score.")
        }
        return warnings
    }

    private static func warnings(of wave: Arrangement.Wave, in arrangement: Arrangement) -> [String] {
        var warnings: [String] = []
        let count = wave.members.count
        if let capacity = arrangement.policy.calendar.capacityPerDay, count > capacity {
            warnings.append(
                "Wave \"\(wave.name)\" has \(count) installations, more than the \(capacity) that can be done on"
                    + " \(wave.opens).")
        }
        if let responses = wave.policy.soak.responses, responses > count {
            warnings.append(
                "Wave \"\(wave.name)\" waits for \(responses) responses but has only \(installations(count)).")
        }
        let late = wave.members.filter { number in
            arrangement.candidates[number].site.supportEnds.map { $0 < wave.opens } ?? false
        }
        if let first = late.map({ arrangement.candidates[$0].site.id }).min() {
            warnings.append(
                "Wave \"\(wave.name)\" opens after the end of support of \(installations(late.count)),"
                    + " \(first)\(late.count == 1 ? "" : " among them").")
        }
        return warnings
    }

    private static func installations(_ count: Int) -> String {
        count == 1 ? "1 installation" : "\(count) installations"
    }
}
