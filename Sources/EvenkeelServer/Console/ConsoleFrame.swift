import EvenkeelDomain
import EvenkeelLedger

/// What stands on every console page: whose it is, whether messages leave, and the keys of its forms.
struct ConsoleFrame {
    let siteName: String
    let who: String
    let outbound: String
    let outboundClass: String
    let csrf: String
    /// Different on every page, so that a form sent twice is recognised.
    let formKey: String
    let clock: String
    let title: String

    static func of(_ title: String, site: Site, asker: ServerRequestContext) async -> ConsoleFrame {
        let state = await site.ledger.read { $0.outbound }
        let zone = site.context.zone
        return ConsoleFrame(
            siteName: site.context.siteName, who: asker.actor, outbound: StatusWords.of(state),
            outboundClass: state.rawValue, csrf: asker.principal?.session?.csrf ?? "", formKey: Secret.random(),
            clock: "\(zone.localText(site.now)) \(zone.name)", title: title)
    }
}
