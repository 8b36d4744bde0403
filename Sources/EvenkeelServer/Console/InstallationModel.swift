import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger

/// One site: what it runs and who says so, its places in rollouts, and the installs that were tried.
struct InstallationModel: PageModel {
    struct Fact {
        let version: String
        let source: String
        let at: String
    }

    struct Place {
        let rollout: String
        let path: String
        let wave: Int
        let state: String
        let label: String
        let note: String
    }

    struct Try {
        let number: Int
        let rollout: String
        let executor: String
        let state: String
        let label: String
        let startedAt: String
        let note: String
    }

    static let template = "installation"

    let frame: ConsoleFrame
    let id: String
    let customer: String
    let customerPath: String
    let version: String
    let facts: [Fact]
    let places: [Place]
    let tries: [Try]

    static func of(_ site: InstallationHistoryDocument, frame: ConsoleFrame) -> InstallationModel {
        let installation = site.installation
        return InstallationModel(
            frame: frame, id: installation.id, customer: installation.customerName ?? installation.customer,
            customerPath: "/console/customers/\(installation.customer)",
            version: VersionWords.of(installation) ?? "unknown",
            facts: site.versions.reversed().map {
                Fact(version: $0.version, source: $0.source, at: $0.at ?? "at first")
            },
            places: site.places.map {
                Place(
                    rollout: $0.rollout, path: "/console/rollouts/\($0.rollout)", wave: $0.wave, state: $0.state,
                    label: StateWords.of($0.state, unplanned: $0.unplanned), note: $0.note ?? "")
            },
            tries: site.installs.reversed().map {
                Try(
                    number: $0.id, rollout: $0.rollout, executor: $0.executor, state: $0.state,
                    label: StateWords.of($0.state), startedAt: $0.startedAt, note: $0.note ?? "")
            })
    }
}
