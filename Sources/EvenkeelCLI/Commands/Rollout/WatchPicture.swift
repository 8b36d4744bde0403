import EvenkeelAPI

/// A rollout under way as a picture: a bar for each wave, its evidence, and what is waited for.
struct WatchPicture {
    private static let barWidth = 24
    private let rollout: RolloutDocument

    init(_ rollout: RolloutDocument) { self.rollout = rollout }

    /// - Parameter width: no line is longer; nil where there is no right margin.
    func lines(width: Int?, ink: Ink) -> [String] {
        let state = RolloutPrinter.style(ofState: rollout.word).map { ink($0, rollout.word) } ?? rollout.word
        let what = "  \(rollout.product) \(rollout.release), revision \(rollout.revision), "
        let title = rollout.id + what + rollout.word
        let fits = DisplayWidth.of(title) <= width ?? .max
        var lines =
            fits ? [ink(.bold, rollout.id) + what + state] : Self.wrapped(title, indent: 0, width: width)
        let names = rollout.waves.map { DisplayWidth.of($0.name) }.max() ?? 0
        for (number, wave) in rollout.waves.enumerated() {
            let head = "\(number + 1)".padding(to: 3) + wave.name.padding(to: names + 2)
            lines += Self.lines(of: wave, head: head, width: width, ink: ink)
            guard wave.state != "planned", wave.state != "passed", let verdict = wave.verdict else { continue }
            lines += Self.wrapped(verdict.text, indent: 5, width: width).map { ink(.dim, $0) }
        }
        lines.append("")
        for (number, reason) in rollout.waitingFor.enumerated() {
            var text = Self.wrapped(reason.text, indent: 7, width: width)
            if number == 0, let first = text.first { text[0] = "waits  " + first.dropFirst(7) }
            lines += text
        }
        return lines
    }

    /// One line where it fits; on a narrow terminal the bar stands alone and the words below it.
    private static func lines(of wave: RolloutDocument.Wave, head: String, width: Int?, ink: Ink) -> [String] {
        let style = RolloutPrinter.style(ofState: wave.state)
        func styled(_ text: String) -> String { style.map { ink($0, text) } ?? text }
        let words = wave.state + progress(wave)
        let room = (width ?? .max) - DisplayWidth.of(head)
        if room >= barWidth + 2 + DisplayWidth.of(words) {
            return [head + styled(Bar.text(share(wave), width: barWidth)) + "  " + styled(wave.state) + progress(wave)]
        }
        let bar = room > 0 ? styled(Bar.text(share(wave), width: min(barWidth, room))) : ""
        return [DisplayWidth.truncated(head, to: width ?? .max) + bar]
            + wrapped(words, indent: 5, width: width)
    }

    /// `, 12 of 20 installed, 1 failed, 2 set aside`.
    static func progress(_ wave: RolloutDocument.Wave) -> String {
        let sites = wave.sites ?? [:]
        let total = Self.total(sites)
        guard total > 0 else { return "" }
        guard wave.state != "planned" else {
            return ", \(Figures.count(total, "site")) on \(wave.expected ?? wave.opens)"
        }
        func part(_ count: Int, _ words: String) -> String { count > 0 ? ", \(count) \(words)" : "" }
        return ", \(sites["installed"] ?? 0) of \(total) installed" + part(sites["started"] ?? 0, "at it")
            + part((sites["failed"] ?? 0) + (sites["timedOut"] ?? 0), "failed")
            + part((sites["rollbackDue"] ?? 0) + (sites["rollingBack"] ?? 0), "rolling back")
            + part(sites["rolledBack"] ?? 0, "rolled back")
            + part(sites["skipped"] ?? 0, "set aside") + part(sites["recalled"] ?? 0, "taken back")
    }

    /// Of the sites of a wave, those that are through.
    private static func share(_ wave: RolloutDocument.Wave) -> Double {
        let sites = wave.sites ?? [:]
        let total = Self.total(sites)
        return total == 0 ? 0 : Double(sites["installed"] ?? 0) / Double(total)
    }

    /// Those that were installed outside the plan are among the installed.
    private static func total(_ sites: [String: Int]) -> Int {
        sites.reduce(0) { $0 + ($1.key == "unplanned" ? 0 : $1.value) }
    }

    private static func wrapped(_ text: String, indent: Int, width: Int?) -> [String] {
        DisplayWidth.wrapped(text, to: max(1, (width ?? 100) - indent))
            .map { String(repeating: " ", count: indent) + $0 }
    }
}
