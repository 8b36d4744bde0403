import EvenkeelChannels
import EvenkeelDomain
import EvenkeelExecutors
import EvenkeelFiles
import EvenkeelLedger
import EvenkeelServer
import Foundation

/// Reads what comes to our mailbox: replies and reports of failure. A mail is marked as seen only once it is kept.
actor Postbox {
    /// How often a command is asked for mail.
    private static let interval = TimeSpan.seconds(60)

    private let mailbox: EmailAddress
    private let maildir: Maildir
    private let command: MailboxCommand?
    private let links: Links
    private let operations: Operations
    private let clock: @Sendable () -> Timestamp
    private var askedAt = Timestamp(milliseconds: 0)

    /// Nil where nobody said how mail is read.
    init?(
        _ configuration: Configuration, commands: [String: DeclaredCommand], links: Links, operations: Operations,
        clock: @escaping @Sendable () -> Timestamp
    ) throws {
        guard let mailbox = configuration.mailbox else { return nil }
        self.mailbox = mailbox
        if let path = configuration.maildir {
            maildir = Maildir(path: path)
            command = nil
        } else if let name = configuration.mailboxCommand {
            guard let declared = commands[name] else {
                throw CommandFailure(
                    "The mailbox cannot be read.", why: "no command named \(name) is declared",
                    hint: "Declare it under commands: in evenkeel.yaml.")
            }
            // What the command has handed over is on disk before it is looked at.
            maildir = Maildir(path: configuration.dataDirectory + "/mailbox")
            command = MailboxCommand(command: declared)
        } else {
            return nil
        }
        self.links = links
        self.operations = operations
        self.clock = clock
        try maildir.make()
    }

    /// One round. Returns the number of mails taken up.
    func tick() async throws -> Int {
        if let command, askedAt + Self.interval <= clock() {
            askedAt = clock()
            for (index, mail) in Maildir.split(mbox: try await command.fetch()).enumerated() {
                try maildir.put(mail, named: "\(askedAt.milliseconds).\(index).evenkeel")
            }
        }
        let names = try maildir.news()
        for name in names {
            let mail = try maildir.read(name)
            var link: LinkRow?
            if let token = mail.token(of: mailbox) { link = try await links.find(token, .reply) }
            try await operations.receive(mail.incoming, link: link, at: clock())
            try maildir.settle(name)
        }
        return names.count
    }
}
