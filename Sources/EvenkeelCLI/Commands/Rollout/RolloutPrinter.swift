import EvenkeelAPI
import EvenkeelDomain

/// A rollout as it runs, for people: its state, what it waits for, its waves with their verdicts.
struct RolloutPrinter {
    let rollout: RolloutDocument

    static func style(ofState state: String) -> Ink.Style? {
        switch state {
        case "running", "open", "soaking", "passed", "completed", "installed": .green
        case "paused", "inconclusive", "started", "due", "rollbackDue", "rollingBack": .yellow
        case "halted", "aborted", "failed", "timedOut", "rolledBack": .red
        default: .dim
        }
    }

    func lines(width: Int?, ink: Ink) -> [String] {
        let state = Self.style(ofState: rollout.word).map { ink($0, rollout.word) } ?? rollout.word
        var lines = [
            ink(.bold, rollout.id) + "  \(rollout.product) \(rollout.release), revision \(rollout.revision), \(state)"
        ]
        var facts = TextTable([.text(""), .prose("")], indent: 2)
        func add(_ label: String, _ text: String) { facts.add(TextTable.Cell(label, .dim), TextTable.Cell(text)) }
        if let reason = rollout.stopReason, !isSaid(reason) { add("because", reason) }
        for pause in rollout.pauses ?? [] {
            guard let whom = pause.customer ?? pause.installation else { continue }
            add("paused", "\(whom), \(pause.owner) (\(pause.by)), since \(pause.since): \(pause.reason)")
        }
        if let next = rollout.replacedBy { add("replaced by", next) }
        if let replaces = rollout.replaces { add("replaces", replaces.joined(separator: ", ")) }
        if let credit = rollout.credit { add("takes over", credit.text) }
        for proposal in rollout.proposals ?? [] {
            let approvals =
                proposal.approvalsNeeded > 1
                ? "; approved by \(proposal.approvedBy.isEmpty ? "nobody" : proposal.approvedBy.joined(separator: ", ")), "
                    + "\(proposal.approvalsNeeded) persons needed" : ""
            add(
                "revision \(proposal.revision)",
                "waits to be adopted; \(Figures.count(proposal.moved, "site")) would move: \(proposal.reason)\(approvals)"
            )
        }
        for (number, reason) in rollout.waitingFor.enumerated() { add(number == 0 ? "waiting" : "", reason.text) }
        // What a gate that passed has seen is told by `rollout report`.
        for (number, wave) in rollout.waves.enumerated() where wave.state != "passed" {
            if let text = wave.verdict?.text, !isSaid(text) { add("wave \(number + 1)", text) }
            if let lines = wave.verdict?.haltLines { add("", lines) }
        }
        for (number, wave) in rollout.waves.enumerated() {
            let words = StateCounts.words(wave.sites ?? [:])
            if !words.isEmpty, wave.state != "passed" || StateCounts.hasTakenBack(wave.sites ?? [:]) {
                add("sites of \(number + 1)", words)
            }
        }
        lines += facts.lines(width: width, ink: ink) + [""] + waves.lines(width: width, ink: ink)
        for wave in rollout.waves {
            for group in wave.verdict?.implicated ?? [] {
                lines.append(
                    ink(
                        group.concentrated ? .red : .dim,
                        "  \(group.concentrated ? "implicated" : "strongest sign"): "
                            + group.features.joined(separator: " + "))
                        + ", \(group.failed) of \(Figures.count(group.sites, "site")) failed")
            }
        }
        return lines
    }

    private func isSaid(_ text: String) -> Bool { rollout.waitingFor.contains { $0.text.contains(text) } }

    private var waves: TextTable {
        var table = TextTable(
            [
                .number("#"), .prose("wave"), .text("state"), .text("opens"), .text("soak ends (UTC)"),
                .number("sites"),
                .number("seats"), .number("failed"), .number("silent"), .number("rate below"),
            ], indent: 2)
        for (number, wave) in rollout.waves.enumerated() {
            let verdict = wave.verdict
            let isBad = verdict.map { $0.failed > 0 } ?? false
            table.add(
                TextTable.Cell("\(number + 1)"), TextTable.Cell(wave.name),
                TextTable.Cell(wave.state, Self.style(ofState: wave.state)),
                TextTable.Cell(wave.expected ?? wave.opens),
                TextTable.Cell(Figures.time(wave.soakEndsAt)),
                TextTable.Cell(Figures.count(wave.exposure.installations)),
                TextTable.Cell(Figures.count(wave.exposure.seats)),
                TextTable.Cell(verdict.map { "\($0.failed) of \($0.sites)" } ?? "-", isBad ? .red : nil),
                TextTable.Cell(verdict.map { "\($0.silent)" } ?? "-"),
                TextTable.Cell(verdict?.upperBound.map { "\(($0 * 1000).rounded() / 10) %" } ?? "-"))
        }
        return table
    }
}
