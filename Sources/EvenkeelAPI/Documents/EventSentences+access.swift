import EvenkeelDomain
import EvenkeelLedger

extension EventSentences {
    static func ofAccess(_ event: Event) -> (kind: String, text: String) {
        switch event {
        case .tokenAdded(let added):
            (
                "tokenAdded",
                "Token \(added.token) was added, scope \(added.scope.rawValue)"
                    + (added.predicate.map { ", for \($0)." } ?? ".")
            )
        case .tokenRevoked(let revoked): ("tokenRevoked", "Token \(revoked.token) was revoked.")
        case .linkMade(let made):
            (
                "linkMade",
                "A link to \(page(made.customer)) was made"
                    + (made.ends.map { ", good until \($0)." } ?? ".")
            )
        case .linksRevoked(let revoked):
            ("linksRevoked", "The links to \(page(revoked.customer)) were taken back.")
        case .choiceMade(let made):
            (
                "choiceMade",
                "\(made.customer.map { "A recipient of \($0)" } ?? "A recipient") chose to be told "
                    + "\(words(for: made.choice))."
            )
        case .quarantineLifted(let lifted):
            ("quarantineLifted", "Mail to an address of \(lifted.customer) may go again.")
        case .deliveryMoved(let moved):
            (
                "deliveryMoved",
                "A message \(moved.customer == Subscriber.customer ? "to the public" : "to \(moved.customer)")"
                    + (moved.about.map { " (\($0))" } ?? "") + " \(words(for: moved.move))"
                    + (moved.reason.map { ": \($0)" } ?? ".")
            )
        default: ("event", "")
        }
    }

    private static func page(_ customer: CustomerID?) -> String {
        customer.map { "the page of customer \($0)" } ?? "a technician's jobs"
    }

    private static func words(for choice: MessageChoice) -> String {
        let incidents =
            switch choice.incidents {
            case .all: "every word on incidents"
            case .changes: "of incidents what changes"
            case .ends: "of incidents that they begin and end"
            case .none: "nothing of incidents"
            }
        return "\(incidents), and \(choice.planned ? "planned changes" : "no planned changes")"
    }

    private static func words(for move: OutboxMove) -> String {
        switch move {
        case .hold: "was held back"
        case .send: "was sent at once"
        case .drop: "was dropped"
        }
    }
}
