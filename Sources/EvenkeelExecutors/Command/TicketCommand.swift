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
        guard let program = command.run.first else { throw .refused("the command \(name) is empty") }
        let ids = [
            "action": call.action.rawValue, "key": call.key.replacing("/", with: "."),
            "reference": call.reference ?? "-", "incident": call.incident.text, "customer": call.customer.text,
        ]
        guard ids.allSatisfy({ $0.key == "reference" || ID<TicketCall>($0.value).isPlain }) else {
            throw .refused("an id holds characters that are not passed to commands")
        }
        // A reference is what the tool itself said; what would read as an option is not handed back to it.
        guard call.reference?.hasPrefix("-") != true else { throw .refused("the reference begins with a dash") }
        let words = [
            "customer_name": call.customerName, "title": call.title, "impact": call.impact.rawValue,
            "status": call.status.rawValue, "reason": call.reason, "text": call.text, "link": call.link,
            "request": call.request,
        ]
        let filled = FilledCommand(
            program: program, arguments: command.run.dropFirst().map { FilledCommand.fill($0, ids) })
        var environment = ["PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8"]
        for (name, value) in ids.merging(words, uniquingKeysWith: { id, _ in id }) {
            environment["EVENKEEL_" + name.uppercased()] = value
        }
        let run = CommandRun(command: filled, environment: environment, directory: command.directory)
        let time = TimeLimit(limit)
        let (end, tail) = await withTaskGroup { group in
            group.addTask { await time.watch() }
            let ended = await run.toItsEnd(within: time, keeping: OutputTail(secrets: []))
            time.ended()
            group.cancelAll()
            return ended
        }
        guard time.cause == nil else { throw .uncertain("\(name) did not end within \(limit)") }
        guard end.kind == .installed else { throw .later(end.note) }
        let parts = tail.lastLine.split(separator: " ", maxSplits: 1).map(String.init)
        let url = parts.count > 1 && parts[1].hasPrefix("http") ? parts[1] : nil
        return TicketAnswer(reference: call.action == .open ? parts.first : nil, url: url)
    }
}
