import EvenkeelDomain
import EvenkeelLedger

/// What stands on every console page: whose it is, whether messages leave, and the keys of its forms.
struct ConsoleFrame {
    struct Link {
        let path: String
        let name: String
        let isCurrent: Bool
    }

    /// Who shows a page again every 30 seconds must let its reader stop that (WCAG 2.2, 2.2.1).
    enum Refresh { case never, running, stopped }

    let siteName: String
    let who: String
    let outbound: String
    let outboundClass: String
    let csrf: String
    /// Different on every page, so that a form sent twice is recognised.
    let formKey: String
    let clock: String
    let title: String
    let links: [Link]
    /// Where the page is shown without refreshing itself; nil where it does not.
    let stopRefresh: String?
    let startRefresh: String?

    static func of(
        _ title: String, in section: ConsoleSection?, refresh: Refresh = .never, site: Site, asker: ServerRequestContext
    ) async -> ConsoleFrame {
        let state = await site.ledger.read { $0.outbound }
        let zone = site.context.zone
        let path = section?.path ?? ""
        return ConsoleFrame(
            siteName: site.context.siteName, who: asker.actor, outbound: StatusWords.of(state),
            outboundClass: state.rawValue, csrf: asker.principal?.session?.csrf ?? "", formKey: Secret.random(),
            clock: "\(zone.localText(site.now)) \(zone.name)", title: title, links: links(section),
            stopRefresh: refresh == .running ? "\(path)?refresh=off" : nil,
            startRefresh: refresh == .stopped ? path : nil)
    }

    static func links(_ current: ConsoleSection?) -> [Link] {
        ConsoleSection.allCases.map { Link(path: $0.path, name: $0.name, isCurrent: $0 == current) }
    }
}
