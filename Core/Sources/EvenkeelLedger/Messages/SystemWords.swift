public import EvenkeelDomain

/// What the system says by itself, in the words that stand on the page. Mail says the same in the reader's language.
public enum SystemWords {
    /// How a reader's language writes a time; to the second where something was promised by then.
    public typealias Moment = (_ instant: Timestamp, _ isDue: Bool) -> String

    /// Facts only: it never claims work that nobody does.
    public static func holdingLine(
        _ line: HoldingLine, organisation: String, zone: ZoneOffsets, language: Language = .english,
        moment: Moment? = nil
    ) -> String {
        // The reader's own form where one is at hand.
        let time = moment ?? { "\($1 ? zone.dueText($0) : zone.localText($0)) (\(zone.name))" }
        return switch language {
        case .english: english(line, organisation, time)
        case .italian: italian(line, organisation, time)
        case .hebrew: hebrew(line, organisation, time)
        }
    }

    private static func english(
        _ line: HoldingLine, _ organisation: String, _ time: Moment
    ) -> String {
        var sentences: [String] = []
        if let missed = line.missed {
            sentences.append("We owed you word by \(time(missed, true)) and did not give it. We are sorry.")
        }
        switch line.staff {
        case .acknowledged:
            sentences.append(
                "\(organisation)'s team is on it. There has been no news since \(time(line.newsSince, false)).")
        case .alerted: sentences.append("We have no news yet. Our duty engineer has been alerted.")
        case .beingAlerted: sentences.append("We have no news yet. Our duty engineer is being alerted.")
        case .nobody: sentences.append("We have no news yet. The last was of \(time(line.newsSince, false)).")
        }
        return sentences.joined(separator: " ")
    }

    private static func italian(
        _ line: HoldingLine, _ organisation: String, _ time: Moment
    ) -> String {
        var sentences: [String] = []
        if let missed = line.missed {
            sentences.append("Vi dovevamo notizie entro \(time(missed, true)) e non le avete avute. Ci scusiamo.")
        }
        switch line.staff {
        case .acknowledged:
            sentences.append(
                "La squadra di \(organisation) ci sta lavorando. Nessuna novità da \(time(line.newsSince, false)).")
        case .alerted: sentences.append("Non abbiamo ancora notizie. Il nostro tecnico di turno è stato avvisato.")
        case .beingAlerted: sentences.append("Non abbiamo ancora notizie. Stiamo avvisando il nostro tecnico di turno.")
        case .nobody: sentences.append("Non abbiamo ancora notizie. Le ultime sono di \(time(line.newsSince, false)).")
        }
        return sentences.joined(separator: " ")
    }

    private static func hebrew(
        _ line: HoldingLine, _ organisation: String, _ time: Moment
    ) -> String {
        var sentences: [String] = []
        if let missed = line.missed {
            sentences.append("היינו חייבים לכם עדכון עד \(time(missed, true)) ולא מסרנו אותו. אנו מתנצלים.")
        }
        switch line.staff {
        case .acknowledged:
            sentences.append("הצוות של \(organisation) מטפל בכך. אין חדש מאז \(time(line.newsSince, false)).")
        case .alerted: sentences.append("עדיין אין לנו חדשות. המהנדס התורן שלנו הוזעק.")
        case .beingAlerted: sentences.append("עדיין אין לנו חדשות. המהנדס התורן שלנו מוזעק כעת.")
        case .nobody: sentences.append("עדיין אין לנו חדשות. העדכון האחרון היה \(within(time(line.newsSince, false))).")
        }
        return sentences.joined(separator: " ")
    }

    /// The title of an incident that nobody gave one.
    public static func title(_ title: SystemTitle, in language: Language = .english) -> String {
        switch (title, language) {
        case (.afterUpdate(let release), .english): "Trouble after the update to \(release)"
        case (.afterUpdate(let release), .italian): "Problemi dopo l'aggiornamento a \(release)"
        case (.afterUpdate(let release), .hebrew): "תקלה לאחר העדכון ל-\(release)"
        case (.notWorking(let components), .english): "\(components.joined(separator: ", ")): not working as it should"
        case (.notWorking(let components), .italian):
            "\(components.joined(separator: ", ")): non funziona come dovrebbe"
        case (.notWorking(let components), .hebrew):
            rightToLeft + "\(components.joined(separator: ", ")): אינו פועל כראוי"
        }
    }

    /// Before words of ours in Hebrew that begin with somebody's name: a name in Latin letters would have the whole line laid
    /// out from left to right, in subjects, cards and wherever else no direction can be given.
    private static let rightToLeft = "\u{200F}"

    /// "In" stands at the word it belongs to, and at a number with a hyphen between.
    private static func within(_ time: String) -> String { time.first?.isNumber == true ? "ב-\(time)" : "ב\(time)" }

    /// What the system says by policy.
    ///
    /// - Parameters:
    ///   - moment: how the reader's language writes a time; nil for `2026-12-01 09:00 (UTC)`.
    ///   - day: the same of a day; nil for `2026-12-01`.
    public static func statement(
        _ statement: SystemStatement, zone: ZoneOffsets, language: Language = .english,
        moment: Moment? = nil, day: (CivilDate) -> String = \.description
    ) -> String {
        let time = moment ?? { "\($1 ? zone.dueText($0) : zone.localText($0)) (\(zone.name))" }
        switch (statement, language) {
        case (.notWorking(let components, let since), .english):
            let what = components.isEmpty ? "Your service" : components.joined(separator: ", ")
            return "\(what) is not working as it should at your site since \(time(since, false)). "
                + "This is ours to fix and we are on it."
        case (.notWorking(let components, let since), .italian):
            let what = components.isEmpty ? "Il vostro servizio" : components.joined(separator: ", ")
            return "\(what) non funziona come dovrebbe presso di voi da \(time(since, false)). "
                + "Il problema è nostro e ci stiamo lavorando."
        case (.notWorking(let components, let since), .hebrew):
            let what = components.isEmpty ? "השירות שלכם" : components.joined(separator: ", ")
            return rightToLeft + "\(what) אינו פועל כראוי אצלכם מאז \(time(since, false)). זו אחריותנו ואנו מטפלים בכך."
        case (.reportOverdue(let promised), .english):
            return
                "The report on cause and corrective action was promised by \(time(promised, true)) and is not ready. "
                + "We are sorry."
        case (.reportOverdue(let promised), .italian):
            return
                "Il rapporto su causa e rimedi era promesso entro \(time(promised, true)) e non è pronto. Ci scusiamo."
        case (.reportOverdue(let promised), .hebrew):
            return "הדוח על הסיבה ועל התיקון הובטח עד \(time(promised, true)) ואינו מוכן. אנו מתנצלים."
        case (.restOverdue(let promised), .english):
            return
                "Where we do not know yet whether it works again, we promised word by \(time(promised, true)) and did not "
                + "give it. We are sorry."
        case (.restOverdue(let promised), .italian):
            return "Dove non sappiamo ancora se tutto funziona di nuovo, avevamo promesso notizie entro "
                + "\(time(promised, true)) e non le abbiamo date. Ci scusiamo."
        case (.restOverdue(let promised), .hebrew):
            return
                "למי שאיננו יודעים עדיין אם אצלו הכול חזר לפעול הבטחנו עדכון עד \(time(promised, true)) ולא מסרנו אותו. "
                + "אנו מתנצלים."
        case (.actionOverdue(let action, let promised, let new), .english):
            return "We promised \"\(action)\" by \(day(promised)). It is not done. We are sorry. "
                + "The new date is \(day(new))."
        case (.actionOverdue(let action, let promised, let new), .italian):
            return "Avevamo promesso \"\(action)\" entro \(day(promised)). Non è fatto. Ci scusiamo. "
                + "La nuova data è \(day(new))."
        case (.actionOverdue(let action, let promised, let new), .hebrew):
            return "הבטחנו \"\(action)\" עד \(day(promised)). הדבר לא בוצע. אנו מתנצלים. המועד החדש הוא \(day(new))."
        case (.repeats(_, let began, let wasComplete), .english):
            let day = moment.map { $0(began, false) } ?? zone.localDate(at: began).description
            return "This is a repeat of \(day). What we promised then was \(wasComplete ? "" : "not ")complete."
        case (.repeats(_, let began, let wasComplete), .italian):
            return "È il ripetersi di quanto accaduto \(time(began, false)). Ciò che avevamo promesso allora "
                + "\(wasComplete ? "era stato fatto." : "non era stato fatto del tutto.")"
        case (.repeats(_, let began, let wasComplete), .hebrew):
            return "זוהי חזרה על מה שקרה \(within(time(began, false))). מה שהבטחנו אז "
                + (wasComplete ? "הושלם." : "לא הושלם.")
        }
    }
}
