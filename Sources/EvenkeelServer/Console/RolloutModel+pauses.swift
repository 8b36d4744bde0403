import EvenkeelAPI
import EvenkeelDomain

/// The pauses of a rollout, each with its owner: none lifts another's.
extension RolloutModel {
    struct Stop {
        let number: Int
        /// Who paused what, when and why.
        let text: String
        let label: String
        let owner: String
        /// Nil where it is about everything, or one site.
        let customer: String?
        let installation: String?
    }

    static func pauses(_ rollout: Rollout, zone: ZoneOffsets) -> [Stop] {
        rollout.pauses.enumerated().map { index, pause in
            var (customer, installation): (String?, String?)
            switch pause.scope {
            case .everything: break
            case .customer(let id): customer = id.text
            case .site(let id): installation = id.text
            }
            return Stop(
                number: index + 1, text: SiteStandingSentences.paused(pause, zone: zone),
                label: "Lift the \(pause.owner.rawValue)'s pause", owner: pause.owner.rawValue, customer: customer,
                installation: installation)
        }
    }
}
