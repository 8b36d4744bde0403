import EvenkeelAPI

/// A message on the terminal, as its recipient would read it.
enum MessagePrinter {
    static func lines(_ message: MessageDocument, _ ink: Ink) -> [String] {
        if let nothing = message.nothing { return ["Nothing would be sent: \(nothing)"] }
        let head = [("To", message.to), ("Subject", message.subject), ("Language", message.language)]
        let note =
            message.example == true ? [ink(.yellow, "There is nothing to tell yet: the values are examples.")] : []
        let sent = message.sentAt.map { [ink(.dim, "As it was sent, \($0); links are shortened.")] } ?? []
        return note + sent + head.compactMap { name, value in value.map { ink(.dim, "\(name):") + " \($0)" } }
            + ["", message.text ?? ""]
    }
}
