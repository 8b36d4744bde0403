import EvenkeelAPI

/// What a watcher sees: one picture redrawn in place on a terminal, and elsewhere a line for each change.
struct WatchView {
    private let isRedrawn = Console.Stream.output.movesCursor
    private var drawnLines = 0
    private var said: [String: String] = [:]

    mutating func show(_ rollout: RolloutDocument) {
        if isRedrawn {
            draw(WatchPicture(rollout).lines(width: Self.width, ink: Console.Stream.output.ink))
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
        if isRedrawn {
            Console.draw("\u{1B}[K\(DisplayWidth.truncated(text, to: Self.width ?? .max))\r", to: .output)
        } else {
            Console.note(text)
        }
    }

    /// One column stays free: what fills the last one has wrapped on some terminals, and not on others.
    private static var width: Int? { Console.Stream.output.width.map { max(1, $0 - 1) } }

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
