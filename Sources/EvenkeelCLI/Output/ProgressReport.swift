/// Tells how far long work has come: a bar on a terminal, plain lines elsewhere.
///
/// It speaks only when told of another whole percent on a terminal, or another whole tenth elsewhere, so that a log is
/// not flooded.
final class ProgressReport {
    private let label: String
    private let isTerminal = Console.Stream.error.isTerminal
    private let ink = Console.Stream.error.ink
    private var shown = -1

    init(_ label: String) { self.label = label }

    /// - Parameter share: 0...1.
    func reached(_ share: Double) {
        let step = Int(min(1, max(0, share)) * (isTerminal ? 100 : 10))
        guard step > shown else { return }
        shown = step
        if isTerminal {
            Console.draw("\r\(label)  \(ink(.cyan, Bar.text(share, width: 30)))  \(step) %", to: .error)
        } else {
            Console.note("\(label): \(step * 10) %")
        }
    }

    /// A stage by name, where there is no share to tell.
    func stage(_ name: String) {
        if isTerminal {
            Console.draw("\r\u{1B}[K\(label)  \(ink(.dim, name)) …", to: .error)
        } else {
            Console.note("\(label): \(name)")
        }
    }

    /// Takes the bar away; what it was about is printed after it.
    func end() {
        if isTerminal { Console.draw("\r\u{1B}[K", to: .error) }
    }
}
