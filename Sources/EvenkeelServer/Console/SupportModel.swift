import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger

/// Ends of support: who still runs what, why, and who accepted it.
struct SupportModel: PageModel {
    struct Campaign {
        let id: String
        let title: String
        let ends: String
        let letters: [Letter]
        let summary: String
        let lines: [Line]
        let hasLines: Bool
        let more: Int?
    }

    struct Letter {
        let text: String
    }

    struct Line {
        let installation: String
        let customer: String
        let customerPath: String
        let version: String
        let why: String
        let standing: String
        let accepted: String
        let accountManager: String
    }

    static let template = "support"
    /// A page shows so many sites of a campaign; the API has them all.
    private static let limit = 500

    let frame: ConsoleFrame
    let campaigns: [Campaign]
    let hasCampaigns: Bool

    static func of(site: Site, frame: ConsoleFrame) async throws -> SupportModel {
        let running = await site.ledger.read { Array($0.campaigns.values) }.sorted { $0.campaign.id < $1.campaign.id }
        let customers = try await site.operations.image.current().customers
        var campaigns: [Campaign] = []
        for one in running {
            let lines = try await site.operations.supportReport(one.campaign.id, at: site.now)
            campaigns.append(campaign(one, lines, customers, site.context.zone))
        }
        return SupportModel(frame: frame, campaigns: campaigns, hasCampaigns: !campaigns.isEmpty)
    }

    private static func campaign(
        _ running: RunningCampaign, _ lines: [SupportLine], _ customers: [CustomerID: Customer], _ zone: ZoneOffsets
    ) -> Campaign {
        let campaign = running.campaign
        let accepted = lines.count { $0.standing == .accepted }
        let asked = lines.count { $0.standing == .mustAccept }
        return Campaign(
            id: campaign.id.text, title: "\(campaign.product) below \(campaign.below)",
            ends: running.closedAt == nil ? "ends on \(campaign.ends)" : "closed",
            letters: running.letters.map { letter in
                Letter(
                    text: letter.sentAt.map { "\(letter.daysBefore) days before: sent \(zone.localText($0))" }
                        ?? "\(letter.daysBefore) days before: \(zone.localText(letter.at))")
            },
            summary: "\(lines.count) still run it; for \(accepted) the risk is accepted, for \(asked) somebody must.",
            lines: lines.prefix(limit).map { line in
                let document = SupportLineDocument(line)
                return Line(
                    installation: line.installation.text,
                    customer: customers[line.customer]?.name ?? line.customer.text,
                    customerPath: "/console/customers/\(line.customer)",
                    version: line.version?.description ?? "unknown",
                    why: document.text + (document.said.map { " \"\($0)\"" } ?? ""),
                    standing: line.standing.rawValue.replacing("_", with: " "),
                    accepted: document.acceptedBy.map {
                        "\($0), \(document.acceptedAt.map { String($0.prefix(10)) } ?? "")"
                    }
                        ?? "", accountManager: line.accountManager ?? "")
            }, hasLines: !lines.isEmpty, more: lines.count > limit ? lines.count - limit : nil)
    }
}
