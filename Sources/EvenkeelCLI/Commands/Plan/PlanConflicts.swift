import EvenkeelAPI
import EvenkeelDomain

/// Where a plan and the freezes of its policy meet, as sentences.
enum PlanConflicts {
    static func of(_ plan: PlanDocument, policy: Policy?) -> [String] {
        guard let policy else { return [] }
        var sentences: [String] = []
        for freeze in policy.calendar.freezes.sorted(by: { $0.from < $1.from }) {
            let span = "\(freeze.why), \(freeze.from) to \(freeze.to)"
            for (number, wave) in plan.waves.enumerated() {
                guard let opens = CivilDate(wave.opens), let ends = CivilDate(wave.soakEnds) else { continue }
                let name = "Wave \(number + 1), \"\(wave.name)\","
                if number > 0, let ready = CivilDate(plan.waves[number - 1].soakEnds), ready <= freeze.to,
                    opens > freeze.to, ready < opens
                {
                    sentences.append(
                        "\(name) could open on \(ready), but waits until \(opens) for the freeze (\(span))"
                            + (ready < freeze.from
                                ? ": too few working days would remain before it (settle \(policy.calendar.settleDays))."
                                : "."))
                } else if number == 0, let start = policy.start, start <= freeze.to, opens > freeze.to, start < opens {
                    sentences.append("\(name) could open on \(start), but waits for the freeze (\(span)).")
                }
                if opens < freeze.from, ends > freeze.from {
                    sentences.append(
                        "\(name) still soaks when the freeze begins (\(span)): a halt then waits for its fix.")
                }
            }
        }
        return sentences
    }
}
