public import EvenkeelDomain
import EvenkeelHTTP
public import EvenkeelLedger
import Foundation

/// Opens, updates and closes tickets by posting to a declared webhook, signed as Standard Webhooks asks. The answer may
/// name the ticket: `{"reference": "T-17", "url": "https://..."}`.
public struct TicketWebhook: TicketTool {
    private let webhook: DeclaredWebhook
    private let client: WebhookClient
    private let now: @Sendable () -> Timestamp

    public init(webhook: DeclaredWebhook, now: @escaping @Sendable () -> Timestamp) {
        self.webhook = webhook
        client = WebhookClient(timeoutSeconds: 20)
        self.now = now
    }

    private struct Body: Encodable {
        let type: String
        let key: String
        let reference: String?
        let incident: String
        let customer: String
        let customerName: String
        let title: String
        let impact: String
        let status: String
        let reason: String
        let text: String
        let link: String
    }

    private struct Answer: Decodable {
        let reference: String?
        let url: String?
    }

    public func carry(_ call: TicketCall) async throws(SendError) -> TicketAnswer {
        let body: Data
        do {
            let encoder = JSONEncoder()
            encoder.keyEncodingStrategy = .convertToSnakeCase
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            body = try encoder.encode(
                Body(
                    type: "ticket.\(call.action.rawValue)", key: call.key, reference: call.reference,
                    incident: call.incident.text, customer: call.customer.text, customerName: call.customerName,
                    title: call.title, impact: call.impact.rawValue, status: call.status.rawValue, reason: call.reason,
                    text: call.text, link: call.link))
        } catch { throw .refused("the request could not be written as JSON") }
        var headers = webhook.secret.headers(
            id: "ticket_" + String(Digest(of: [call.request]).description.prefix(24)),
            timestampSeconds: now().milliseconds / 1000, body: body)
        headers["Idempotency-Key"] = call.request
        let answer: HTTPAnswer
        do { answer = try await client.send("POST", webhook.url, headers: headers, body: body) } catch {
            throw .unreachable("the ticket tool does not answer: \(error)")
        }
        switch answer.status {
        case 200..<300: break
        case 408, 425, 429, 500...: throw .later("the ticket tool answered \(answer.status)")
        default: throw .refused("the ticket tool answered \(answer.status)")
        }
        guard !answer.body.isEmpty else { return TicketAnswer() }
        do {
            let said = try JSONDecoder().decode(Answer.self, from: answer.body)
            let url = said.url.flatMap { $0.hasPrefix("https://") || $0.hasPrefix("http://") ? $0 : nil }
            return TicketAnswer(reference: said.reference.map { String($0.prefix(200)) }, url: url)
        } catch {
            // It was taken; what it is called is not said in a form we know.
            return TicketAnswer()
        }
    }
}
