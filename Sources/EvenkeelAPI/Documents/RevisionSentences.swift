public import EvenkeelDomain

/// What a revision waits for before it is adopted.
public enum RevisionSentences {
    /// Who must agree and who has; nil where the one who adopts it is enough.
    public static func approvals(_ proposal: PlanProposal, needed: Int) -> String? {
        guard needed > 1 else { return nil }
        let have = proposal.approvedBy.isEmpty ? "nobody has." : "\(proposal.approvedBy.joined(separator: ", "))."
        return "\(needed) persons must agree; so far \(have)"
    }

    public static func waiting(_ proposal: PlanProposal, needed: Int, zone: ZoneOffsets) -> String {
        let what = approvals(proposal, needed: needed) ?? "It waits to be adopted."
        let sites = proposal.moved == 1 ? "1 site would move" : "\(proposal.moved) sites would move"
        return "\(what) \(sites); proposed by \(proposal.author) at \(zone.localText(proposal.at)): \(proposal.reason)"
    }
}
