import EvenkeelAPI

/// What a watcher sees: one picture redrawn in place on a terminal, and elsewhere a line for each change.
struct WatchView {
    private let isTerminal = Console.Stream.output.isTerminal
    private var drawnLines = 0
    private var said: [String: String] = [:]

    mutating func show(_ rollout: RolloutDocument) {
        if isTerminal {
            draw(
                WatchPicture(rollout).lines(
                    width: Console.Stream.output.width, ink: Console.Stream.output.ink))
        } else {
            for (subject, text) in Self.facts(rollout) where said[subject] != text {
                said[subject] = text
                Console.draw("\(subject): \(text)\n", to: .output)
            }
        }
    }

    mutating func note(_ text: String) {
        guard said["note"] != text else { return }
        said["note"] = text
        if isTerminal {
            Console.draw("\u{1B}[K\(text)\r", to: .output)
        } else {
            Console.note(text)
        }
    }

    /// Goes back to the first line of the last picture and draws over it. A picture higher than the terminal would scroll
    /// away under the cursor, so its end is left out.
    private mutating func draw(_ lines: [String]) {
        var lines = lines
        let room = max(2, (Console.Stream.output.height ?? 24) - 1)
        if lines.count > room { lines = lines.prefix(room - 1) + ["… \(lines.count - room + 1) more lines"] }
        let up = drawnLines > 0 ? "\u{1B}[\(drawnLines)A" : ""
        Console.draw(up + lines.map { "\r\($0)\u{1B}[K\n" }.joined() + "\u{1B}[J", to: .output)
        drawnLines = lines.count
        said["note"] = nil
    }

    private static func facts(_ rollout: RolloutDocument) -> [(subject: String, text: String)] {
        var facts = [(rollout.id, rollout.word + (rollout.stopReason.map { ", because: \($0)" } ?? ""))]
        facts.append(("waiting", rollout.waitingFor.map(\.text).joined(separator: " ")))
        for (number, wave) in rollout.waves.enumerated() {
            let evidence = wave.verdict.map { ", \($0.failed) of \($0.sites) failed: \($0.text)" } ?? ""
            facts.append(("wave \(number + 1) \(wave.name)", wave.state + WatchPicture.progress(wave) + evidence))
        }
        return facts.filter { !$0.1.isEmpty }
    }
}
