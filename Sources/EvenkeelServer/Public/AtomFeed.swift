import EvenkeelDomain

/// The feed of public incidents: Atom 1.0 (RFC 4287) as Statuspage writes it, 25 entries, updates newest first.
struct AtomFeed {
    private static let entryLimit = 25
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    let xml: String

    init(_ view: PublicView, siteName: String, baseURL: String, now: Timestamp) {
        let host = baseURL.split(separator: "/").dropFirst().first.map(String.init) ?? "localhost"
        let domain = host.split(separator: ":").first.map(String.init) ?? host
        let updated = view.incidents.map(\.changedAt).max() ?? Timestamp(milliseconds: 0)
        var lines = [
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
            "<feed xml:lang=\"en-US\" xmlns=\"http://www.w3.org/2005/Atom\">",
            "  <id>tag:\(Self.escape(domain)),2005:/history</id>",
            "  <link rel=\"alternate\" type=\"text/html\" href=\"\(Self.escape(baseURL))/\"/>",
            "  <link rel=\"self\" type=\"application/atom+xml\" href=\"\(Self.escape(baseURL))/history.atom\"/>",
            "  <title>\(Self.escape(siteName)) - Incident History</title>", "  <updated>\(updated)</updated>",
            "  <author><name>\(Self.escape(siteName))</name></author>",
        ]
        for incident in view.incidents.prefix(Self.entryLimit) {
            lines += [
                "  <entry>", "    <id>tag:\(Self.escape(domain)),2005:Incident/\(incident.number)</id>",
                "    <published>\(incident.publishedAt)</published>", "    <updated>\(incident.changedAt)</updated>",
                "    <link rel=\"alternate\" type=\"text/html\" href=\"\(Self.escape(baseURL))/incidents/\(Self.escape(incident.slug))\"/>",
                "    <title>\(Self.escape(incident.title))</title>",
                "    <content type=\"html\">\(Self.escape(Self.content(incident)))</content>", "  </entry>",
            ]
        }
        xml = (lines + ["</feed>"]).joined(separator: "\n") + "\n"
    }

    private static func content(_ incident: PublicIncident) -> String {
        incident.updates.reversed().map { update in
            let (date, milliseconds) = update.at.dateAndMilliseconds
            let (_, month, day) = date.yearMonthDay
            let minutes = Int(milliseconds / 60_000)
            let time = "\(two(minutes / 60)):\(two(minutes % 60))"
            return "<p><small>\(months[month - 1]) <var data-var='date'>\(two(day))</var>, "
                + "<var data-var='time'>\(time)</var> UTC</small><br>"
                + "<strong>\(StatusWords.of(update.status))</strong> - \(escape(update.body))"
                + "\(escape(StatusWords.outlook(update.outlook, zone: .utc)))</p>"
        }.joined()
    }

    private static func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }

    /// Also leaves out what XML 1.0 cannot hold.
    static func escape(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "\t", "\n", "\r": escaped.unicodeScalars.append(scalar)
            case "\u{0}"..<" ", "\u{fffe}", "\u{ffff}": break
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
