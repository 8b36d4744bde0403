public import EvenkeelDomain
public import EvenkeelLedger

/// Opens, updates and closes tickets by running a declared command: the client of a ticket tool.
///
/// Ids may fill arguments (`{action}`, `{key}`, `{reference}`); words stand in `EVENKEEL_*` variables only. The last line
/// it prints is the ticket's reference, and after a space the address where a person reads it.
public struct TicketCommand: TicketTool {
    private let name: String
    private let command: DeclaredCommand
    private let limit: TimeSpan

    public init(name: String, command: DeclaredCommand, limit: TimeSpan = .seconds(20)) {
        self.name = name
        self.command = command
        self.limit = limit
    }

    public func carry(_ call: TicketCall) async throws(SendError) -> TicketAnswer {
        let line = try await TellingCommand(name: name, command: command, limit: limit).run(
            ids: [
                "action": call.action.rawValue, "key": call.key.replacing("/", with: "."),
                "incident": call.incident.text, "customer": call.customer.text,
            ],
            given: ["reference": call.reference ?? "-"],
            words: [
                "customer_name": call.customerName, "title": call.title, "impact": call.impact.rawValue,
                "status": call.status.rawValue, "reason": call.reason, "text": call.text, "link": call.link,
                "request": call.request,
            ])
        let parts = line.split(separator: " ", maxSplits: 1).map(String.init)
        let url = parts.count > 1 && parts[1].hasPrefix("http") ? parts[1] : nil
        return TicketAnswer(reference: call.action == .open ? parts.first : nil, url: url)
    }
}
