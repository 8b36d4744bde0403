public import EvenkeelDomain
public import EvenkeelHTTP
public import EvenkeelLedger
import Foundation

/// Posts incidents in the shape of Statuspage's subscriber webhook, signed as Standard Webhooks asks.
///
/// The signature stands in headers, so that receivers who know the shape read the body as it is. `webhook-id` is the
/// same at every attempt: a receiver that got a message twice can tell.
public struct WebhookChannel: Channel {
    public let name: String
    private let url: String
    private let secret: WebhookSecret
    private let http: HTTPPost
    private let page: StatusPage
    private let clock: @Sendable () -> Timestamp

    /// Which page speaks.
    public struct StatusPage: Hashable, Sendable {
        public var name: String
        public var url: String

        public init(name: String, url: String) {
            self.name = name
            self.url = url
        }
    }

    /// - Parameter secret: as agreed with the receiver.
    public init(
        name: String, url: String, secret: WebhookSecret, http: HTTPPost, page: StatusPage,
        clock: @escaping @Sendable () -> Timestamp
    ) {
        self.name = name
        self.url = url
        self.secret = secret
        self.http = http
        self.page = page
        self.clock = clock
    }

    public func send(_ message: OutgoingMessage) async throws(SendError) {
        guard let story = message.incident else {
            throw .refused("a webhook of this shape carries incidents only")
        }
        let now = clock()
        let body = try Self.body(story, message, page: page, at: now)
        let id = "msg_" + Self.identifier(message.delivery.text)
        let headers = secret.headers(id: id, timestampSeconds: now.milliseconds / 1000, body: body)
        try await http.send(body, to: url, headers: headers.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
    }

    /// Twelve characters of `[a-z0-9]`, the same for the same text.
    static func identifier(_ text: String) -> String { String(Digest(of: [text]).description.prefix(12)) }

    static func body(
        _ story: IncidentStory, _ message: OutgoingMessage, page: StatusPage, at now: Timestamp
    ) throws(SendError) -> [UInt8] {
        let null = NSNull()
        let incidentID = identifier("incident/\(story.id)")
        let updates: [[String: Any]] = story.updates.map { update in
            [
                "id": identifier("update/\(story.id)/\(update.id)"), "incident_id": incidentID,
                "status": word(update.status), "body": update.body, "created_at": time(update.at),
                "updated_at": time(update.at), "display_at": time(update.at), "affected_components": null,
                "deliver_notifications": true, "custom_tweet": null, "tweet_id": null,
                "wants_twitter_update": false, "twitter_updated_at": null,
            ]
        }
        let updated = story.updates.first?.at ?? story.createdAt
        let incident: [String: Any] = [
            "id": incidentID, "name": story.title, "status": word(story.status), "impact": story.impact.rawValue,
            "created_at": time(story.createdAt), "updated_at": time(updated), "started_at": time(story.began),
            "monitoring_at": time(story.updates.last { $0.status == .monitoring }?.at),
            "resolved_at": time(story.resolvedAt), "shortlink": story.link ?? page.url, "page_id": identifier(page.url),
            "incident_updates": updates, "components": story.components.map { ["id": $0.id.text, "name": $0.name] },
            "backfilled": false, "impact_override": null, "postmortem_body": null,
            "postmortem_body_last_updated_at": null, "postmortem_ignored": false,
            "postmortem_notified_subscribers": false, "postmortem_notified_twitter": false,
            "postmortem_published_at": null, "scheduled_auto_completed": false, "scheduled_auto_in_progress": false,
            "scheduled_for": null, "scheduled_until": null, "scheduled_remind_prior": false,
            "scheduled_reminded_at": null,
        ]
        let isOver = [.resolved, .reported, .withdrawn].contains(story.status)
        let indicator = isOver ? "none" : story.impact.rawValue
        let document: [String: Any] = [
            "meta": [
                "unsubscribe": message.unsubscribe ?? page.url, "documentation": story.link ?? page.url,
                "generated_at": time(now),
            ],
            "page": [
                "id": identifier(page.url), "status_indicator": indicator,
                "status_description": description(indicator),
            ],
            "incident": incident,
        ]
        do {
            let options: JSONSerialization.WritingOptions = [.sortedKeys, .withoutEscapingSlashes]
            return Array(try JSONSerialization.data(withJSONObject: document, options: options))
        } catch { throw .refused("the message could not be written as JSON") }
    }

    private static func word(_ status: IncidentStatus) -> String {
        switch status {
        case .suspected, .investigating: "investigating"
        case .identified: "identified"
        case .monitoring: "monitoring"
        case .resolved, .withdrawn: "resolved"
        case .reported: "postmortem"
        }
    }

    private static func description(_ indicator: String) -> String {
        switch indicator {
        case "critical": "Major Service Outage"
        case "major": "Partial System Outage"
        case "minor": "Minor Service Outage"
        default: "All Systems Operational"
        }
    }

    /// With milliseconds, always: real clients insist.
    private static func time(_ instant: Timestamp?) -> Any {
        guard let instant else { return NSNull() }
        let text = instant.description
        return text.contains(".") ? text : String(text.dropLast()) + ".000Z"
    }
}
