import EvenkeelAPI

/// A back-test for people.
struct BacktestPrinter {
    private let backtest: BacktestDocument

    init(_ backtest: BacktestDocument) { self.backtest = backtest }

    func lines(width: Int?, ink: Ink) -> [String] {
        var lines: [String] = []
        for replay in backtest.replays { lines += Self.lines(replay, width, ink) + [""] }
        var table = TextTable([.text(""), .prose("")], indent: 2)
        func add(_ name: String, _ text: String) {
            table.add(TextTable.Cell(name, .dim), TextTable.Cell(text))
        }
        add("sites hurt", "\(backtest.sitesHurt), in fact \(backtest.sitesHurtInFact)")
        let count = backtest.replays.count - backtest.undecided.count
        add("precision", share(backtest.precision, of: count, orElse: "nothing would have been halted"))
        add("recall", share(backtest.recall, of: count, orElse: "nothing was harmful"))
        if !backtest.undecided.isEmpty {
            add(
                "left out",
                "\(backtest.undecided.joined(separator: ", ")): not over yet, so not counted in precision and recall; "
                    + "say --harmful or --harmless where you know")
        }
        return lines + [ink(.bold, "All together")] + table.lines(width: width, ink: ink)
    }

    private func share(_ share: Double?, of count: Int, orElse nothing: String) -> String {
        count == 0 ? "no rollout is over" : share.map { Figures.percent($0) } ?? nothing
    }

    private static func lines(_ replay: ReplayDocument, _ width: Int?, _ ink: Ink) -> [String] {
        var table = TextTable([.text(""), .prose("")], indent: 2)
        func add(_ name: String, _ text: String, _ style: Ink.Style? = nil) {
            table.add(TextTable.Cell(name, .dim), TextTable.Cell(text, style))
        }
        if let at = replay.haltedAt {
            add("halts", "\(Figures.time(at)) UTC, by \(replay.metric ?? "a limit")", .red)
        } else {
            add("halts", "never", .green)
        }
        add("evidence", replay.text)
        add(
            "sites hurt",
            "\(replay.sitesHurt) of \(replay.sitesStarted) started; in fact \(replay.actual.sitesHurt) of "
                + "\(replay.actual.sitesStarted)")
        for gate in replay.gates {
            add(
                gate.wave,
                gate.passedAt.map { "passes \(Figures.time($0)) UTC" }
                    ?? (gate.text.isEmpty ? "its soak was not over" : "does not pass. \(gate.text)"))
        }
        return [ink(.bold, replay.rollout) + ink(.dim, "  in fact \(replay.actual.state)")]
            + table.lines(width: width, ink: ink)
    }
}
