import EvenkeelDomain

extension EvidenceWish {
    /// An event is reported as the use of `event:month-end`, or plainly of `month-end`.
    func isShown(by sign: SiteSign) -> Bool {
        guard sign.kind == .used, let feature = sign.feature else { return false }
        return feature == name || (isEvent && feature == "event:\(name)")
    }

    /// What is still missing, as a sentence.
    func sentence(missing: Int) -> String {
        let sites = "\(missing) more site\(missing == 1 ? "" : "s")"
        return isEvent ? "\(sites) must go through \(name)." : "\(name) must be used at \(sites)."
    }
}
