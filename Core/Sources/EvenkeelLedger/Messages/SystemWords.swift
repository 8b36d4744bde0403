public import EvenkeelDomain

/// What the system says by itself, in the words that stand on the page. Mail says the same in the reader's language.
public enum SystemWords {
    /// Facts only: it never claims work that nobody does.
    public static func holdingLine(_ line: HoldingLine, organisation: String, zone: ZoneOffsets) -> String {
        func time(_ instant: Timestamp) -> String { "\(zone.localText(instant)) (\(zone.name))" }
        var sentences: [String] = []
        if let missed = line.missed {
            sentences.append("We owed you word by \(time(missed)) and did not give it. We are sorry.")
        }
        switch line.staff {
        case .acknowledged:
            sentences.append("\(organisation)'s team is on it. There has been no news since \(time(line.newsSince)).")
        case .alerted: sentences.append("We have no news yet. Our duty engineer has been alerted.")
        case .beingAlerted: sentences.append("We have no news yet. Our duty engineer is being alerted.")
        case .nobody: sentences.append("We have no news yet. The last was of \(time(line.newsSince)).")
        }
        return sentences.joined(separator: " ")
    }

    public static func reportOverdue(promised: Timestamp, zone: ZoneOffsets) -> String {
        "The report on cause and corrective action was promised by \(zone.localText(promised)) and is not ready. "
            + "We are sorry."
    }

    public static func actionOverdue(_ action: CorrectiveAction, promised: CivilDate, new: CivilDate) -> String {
        "We promised by \(promised): \(action.text). It is not done. We are sorry. The new date is \(new)."
    }
}
