import Synchronization

/// Tells how far long work has come: a bar on a terminal, plain lines elsewhere.
///
/// It speaks only when told of another whole percent on a terminal, or another whole tenth elsewhere, so that a log is
/// not flooded.
final class ProgressReport: Sendable {
    private let label: String
    private let isTerminal: Bool
    private let ink: Ink
    private let write: @Sendable (String) -> Void
    private let shown = Mutex((stage: "", step: -1))

    convenience init(_ label: String) {
        let stream = Console.Stream.error
        self.init(label, isTerminal: stream.movesCursor, ink: stream.ink) { Console.draw($0, to: .error) }
    }

    init(_ label: String, isTerminal: Bool, ink: Ink, write: @escaping @Sendable (String) -> Void) {
        self.label = label
        self.isTerminal = isTerminal
        self.ink = ink
        self.write = write
    }

    /// A stage by name; shares that are reached from now on are of it.
    func stage(_ name: String) {
        shown.withLock { shown in
            shown = (name, -1)
            write(isTerminal ? "\r\u{1B}[K\(label)  \(ink(.dim, name)) …" : "\(label): \(name)\n")
        }
    }

    /// The same stage by another name, told with the next share that is reached.
    func rename(_ name: String) {
        shown.withLock { $0.stage = name }
    }

    /// May be called from several threads; a share that lies before one already shown is not shown.
    ///
    /// - Parameter share: 0...1 of the stage.
    func reached(_ share: Double) {
        let step = Int(min(1, max(0, share)) * (isTerminal ? 100 : 10))
        // Written under the lock: of two threads, the one that has come further must write last.
        shown.withLock { shown in
            guard step > shown.step else { return }
            shown.step = step
            if isTerminal {
                let bar = ink(.cyan, Bar.text(share, width: 30))
                write("\r\u{1B}[K\(label)  \(bar)  \(step) %  \(ink(.dim, shown.stage))")
            } else {
                write("\(label): \(shown.stage), \(step * 10) %\n")
            }
        }
    }

    /// Takes the bar away, so that what is printed next has a line of its own. May be called again.
    func end() {
        shown.withLock { shown in
            if isTerminal, !shown.stage.isEmpty { write("\r\u{1B}[K") }
            shown = ("", -1)
        }
    }
}
