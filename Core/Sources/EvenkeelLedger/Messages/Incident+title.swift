public import EvenkeelDomain

extension Incident {
    /// The title as one of its audience reads it: what a person wrote stands as it is.
    public func title(in language: Language) -> String {
        systemTitle.map { SystemWords.title($0, in: language) } ?? title
    }

    /// The title as the public reads it: published in words of its own, or the system's.
    public func publicTitle(in language: Language) -> String {
        guard let publicTitle, publicTitle != title else { return title(in: language) }
        return publicTitle
    }
}
