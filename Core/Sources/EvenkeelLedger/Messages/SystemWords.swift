public import EvenkeelDomain

/// What the system says by itself, in the words that stand on the page. Mail says the same in the reader's language.
public enum SystemWords {
    /// Facts only: it never claims work that nobody does.
    public static func holdingLine(
        _ line: HoldingLine, organisation: String, zone: ZoneOffsets, language: Language = .english,
        moment: ((Timestamp) -> String)? = nil
    ) -> String {
        // The reader's own form where one is at hand.
        let time = moment ?? { "\(zone.localText($0)) (\(zone.name))" }
        return switch language {
        case .english: english(line, organisation, time)
        case .italian: italian(line, organisation, time)
        case .hebrew: hebrew(line, organisation, time)
        }
    }

    private static func english(
        _ line: HoldingLine, _ organisation: String, _ time: (Timestamp) -> String
    ) -> String {
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

    private static func italian(
        _ line: HoldingLine, _ organisation: String, _ time: (Timestamp) -> String
    ) -> String {
        var sentences: [String] = []
        if let missed = line.missed {
            sentences.append("Vi dovevamo notizie entro le \(time(missed)) e non le avete avute. Ci scusiamo.")
        }
        switch line.staff {
        case .acknowledged:
            sentences.append(
                "La squadra di \(organisation) ci sta lavorando. Nessuna novità dalle \(time(line.newsSince)).")
        case .alerted: sentences.append("Non abbiamo ancora notizie. Il nostro tecnico di turno è stato avvisato.")
        case .beingAlerted: sentences.append("Non abbiamo ancora notizie. Stiamo avvisando il nostro tecnico di turno.")
        case .nobody: sentences.append("Non abbiamo ancora notizie. Le ultime sono delle \(time(line.newsSince)).")
        }
        return sentences.joined(separator: " ")
    }

    private static func hebrew(
        _ line: HoldingLine, _ organisation: String, _ time: (Timestamp) -> String
    ) -> String {
        var sentences: [String] = []
        if let missed = line.missed {
            sentences.append("היינו חייבים לכם עדכון עד \(time(missed)) ולא מסרנו אותו. אנו מתנצלים.")
        }
        switch line.staff {
        case .acknowledged: sentences.append("הצוות של \(organisation) מטפל בכך. אין חדש מאז \(time(line.newsSince)).")
        case .alerted: sentences.append("עדיין אין לנו חדשות. המהנדס התורן שלנו הוזעק.")
        case .beingAlerted: sentences.append("עדיין אין לנו חדשות. המהנדס התורן שלנו מוזעק כעת.")
        case .nobody: sentences.append("עדיין אין לנו חדשות. העדכון האחרון היה ב-\(time(line.newsSince)).")
        }
        return sentences.joined(separator: " ")
    }

    public static func reportOverdue(promised: Timestamp, zone: ZoneOffsets) -> String {
        "The report on cause and corrective action was promised by \(zone.localText(promised)) and is not ready. "
            + "We are sorry."
    }

    public static func isRepeat(of day: CivilDate, wasComplete: Bool) -> String {
        "This is a repeat of \(day). What we promised then was \(wasComplete ? "" : "not ")complete."
    }

    public static func actionOverdue(_ action: CorrectiveAction, promised: CivilDate, new: CivilDate) -> String {
        "We promised by \(promised): \(action.text). It is not done. We are sorry. The new date is \(new)."
    }
}
