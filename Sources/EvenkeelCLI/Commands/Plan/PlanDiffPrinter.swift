import EvenkeelAPI

/// What a new revision changes, for people: who moves, and whom to tell.
enum PlanDiffPrinter {
    static func lines(_ diff: PlanDiffDocument, width: Int?, ink: Ink) -> [String] {
        let title =
            ink(.bold, diff.rollout)
            + (diff.replaces.map { " takes the place of \($0.joined(separator: ", "))" }
                ?? ", revision \(diff.from) to \(diff.to)")
        guard diff.from > 0 else {
            return [
                ink(.bold, diff.rollout) + ": revision \(diff.to) is the first, with "
                    + Figures.count(diff.moved.count, "installation") + " in it."
            ]
        }
        guard !diff.moved.isEmpty else { return ["\(title): nobody moves."] }
        var table = TextTable(
            [.text("installation"), .prose("was in"), .text("day"), .prose("is in"), .text("day")], indent: 2)
        for move in diff.moved {
            table.add(
                TextTable.Cell(move.installation), TextTable.Cell(move.from ?? "no wave", .dim),
                TextTable.Cell(move.opensBefore ?? "-", .dim),
                TextTable.Cell(move.to ?? "no wave" + (move.reason.map { ": \($0.text)" } ?? "")),
                TextTable.Cell(move.opens ?? "-"))
        }
        let kept = diff.unchanged.map { "; \(Figures.count($0)) keep wave and day" } ?? ""
        var lines = ["\(title): \(Figures.count(diff.moved.count, "installation")) move\(kept)."]
        lines += table.lines(width: width, ink: ink)
        if let tell = diff.tell, !tell.isEmpty {
            lines += ["", ink(.bold, "To be told of another date") + ink(.dim, ", \(tell.count)")]
            var customers = TextTable([.text("customer"), .prose("for")], indent: 2)
            for one in tell {
                customers.add(TextTable.Cell(one.customer), TextTable.Cell(one.installations.joined(separator: ", ")))
            }
            lines += customers.lines(width: width, ink: ink)
        }
        return lines
    }
}
