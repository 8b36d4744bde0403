import Synchronization

/// Tells how far long work has come: a bar on a terminal, plain lines elsewhere.
///
/// It speaks only when told of another whole percent on a terminal, or another whole tenth elsewhere, so that a log is
/// not flooded.
final class ProgressReport: Sendable {
    private let label: String
    private let isTerminal = Console.Stream.error.isTerminal
    private let ink = Console.Stream.error.ink
    private let shown = Mutex((stage: "", step: -1))

    init(_ label: String) { self.label = label }

    /// A stage by name; shares that are reached from now on are of it.
    func stage(_ name: String) {
        shown.withLock { $0 = (name, -1) }
        if isTerminal {
            Console.draw("\r\u{1B}[K\(label)  \(ink(.dim, name)) …", to: .error)
        } else {
            Console.note("\(label): \(name)")
        }
    }

    /// - Parameter share: 0...1 of the stage.
    func reached(_ share: Double) {
        let step = Int(min(1, max(0, share)) * (isTerminal ? 100 : 10))
        let stage = shown.withLock { shown -> String? in
            guard step > shown.step else { return nil }
            shown.step = step
            return shown.stage
        }
        guard let stage else { return }
        if isTerminal {
            let bar = ink(.cyan, Bar.text(share, width: 30))
            Console.draw("\r\u{1B}[K\(label)  \(bar)  \(step) %  \(ink(.dim, stage))", to: .error)
        } else {
            Console.note("\(label): \(stage), \(step * 10) %")
        }
    }

    /// Takes the bar away, so that what is printed next has a line of its own. May be called again.
    func end() {
        let isShown = shown.withLock { shown in
            defer { shown = ("", -1) }
            return !shown.stage.isEmpty
        }
        if isTerminal, isShown { Console.draw("\r\u{1B}[K", to: .error) }
    }
}
