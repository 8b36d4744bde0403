public import EvenkeelDomain

extension IncidentUpdate {
    /// What it says in a language, and whether that is English for want of better: a holding line and building blocks are
    /// ready in every language, other text is as it was written.
    ///
    /// - Parameters:
    ///   - tag: BCP 47.
    ///   - moment: how the reader's language writes a time; nil for `2026-12-01 09:00 (UTC)`.
    ///   - day: the same of a day; nil for `2026-12-01`.
    public func words(
        in tag: String, organisation: String, component: String?, zone: ZoneOffsets,
        moment: SystemWords.Moment? = nil, day: (CivilDate) -> String = \.description
    ) -> (text: String, isEnglish: Bool) {
        let own = Language(tag: tag)
        let isReady = tag.hasPrefix(own.rawValue)
        if let line = holdingLine {
            let text = SystemWords.holdingLine(
                line, organisation: organisation, zone: zone, language: own, moment: moment)
            return (text, !isReady)
        }
        if let statement {
            return (SystemWords.statement(statement, zone: zone, language: own, moment: moment, day: day), !isReady)
        }
        if let blocks { return (PhraseLibrary.text(blocks, language: own, component: component), !isReady) }
        return (body, !tag.hasPrefix(MessageCatalog.fallback))
    }
}
