import EvenkeelDomain

extension Rollout {
    /// Takes in a revision that was proposed.
    mutating func take(_ proposed: RevisionProposed, by author: String, at time: Timestamp) {
        latestRevision = max(latestRevision, proposed.revision)
        proposals.append(
            PlanProposal(
                revision: proposed.revision, parent: proposed.parent, begun: proposed.begun, policy: proposed.policy,
                waves: proposed.waves, selected: proposed.selected, withheld: proposed.withheld,
                moved: proposed.moved, reason: proposed.reason, author: author, at: time))
    }

    /// What has begun stands; what is to come is the revision's. Other proposals were made from what is in force no more.
    mutating func adopt(_ adopted: RevisionAdopted, by actor: String) {
        step(.adopt)
        if let proposal = proposals.first(where: { $0.revision == adopted.revision }) {
            policy = proposal.policy
            selected = proposal.selected
            withheld = proposal.withheld
            author = proposal.author
            approvedBy = proposal.approvedBy + (proposal.approvedBy.contains(actor) ? [] : [actor])
        }
        revision = adopted.revision
        ownDates.formUnion(adopted.keptDays ?? [])
        waves = waves.prefix { $0.state != .planned } + adopted.waves
        proposals = []
    }

    /// A plan runs once as many persons have approved it as its policy asks for.
    mutating func approve(_ approved: PlanApproved, by actor: String) {
        if let index = proposals.firstIndex(where: { $0.revision == approved.revision }) {
            proposals[index].approvedBy.append(actor)
        } else {
            approvedBy.append(actor)
            if approvedBy.count >= approvalRule.persons {
                step(.approve)
                // From here on its own policy is the one in force.
                approval = nil
            }
        }
    }
}
