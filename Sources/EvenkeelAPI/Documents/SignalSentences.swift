public import EvenkeelDomain

/// Who knew first, and what was put right of it.
public enum SignalSentences {
    /// The audience is cut short.
    public static let atLeast =
        "At least these: the evidence is cut short, so others may be concerned, and nobody is taken off the list."

    public static func firstToKnow(_ incident: Incident, zone: ZoneOffsets) -> String {
        switch incident.firstToKnow {
        case (let ours?, let customer?) where customer < ours:
            "First to know: a customer, at \(zone.localText(customer)); we at \(zone.localText(ours))."
        case (let ours?, let customer?):
            "First to know: we, at \(zone.localText(ours)); a customer told us at \(zone.localText(customer))."
        case (let ours?, nil): "First to know: we, at \(zone.localText(ours)); no customer had to tell us."
        case (nil, let customer?): "First to know: a customer, at \(zone.localText(customer))."
        case (nil, nil): "Who knew first is not known."
        }
    }

    /// What was written first, and every correction with its author and reason; nil where it stands as written.
    public static func corrections(of signal: Int, in incident: Incident, zone: ZoneOffsets) -> String? {
        let corrections = incident.corrections.filter { $0.signal == signal }
        guard !corrections.isEmpty else { return nil }
        return corrections.map {
            "written as \(zone.localText($0.was)), corrected to \(zone.localText($0.at)) by \($0.by) at "
                + "\(zone.localText($0.correctedAt)): \($0.why)"
        }.joined(separator: "; then ")
    }
}
