public import EvenkeelDomain
public import EvenkeelLedger

/// What a customer said to a planned change, with the person who said it.
public struct AnswerDocument: Codable, Hashable, Sendable {
    public var id: String
    @Nullable public var rollout: String?
    /// Counted from 1.
    @Nullable public var wave: Int?
    public var customer: String
    public var installations: [String]
    public var kind: String
    public var way: String
    public var at: String
    public var recordedAt: String
    @Nullable public var contact: String?
    @Nullable public var person: String?
    @Nullable public var recordedBy: String?
    @Nullable public var note: String?
    @Nullable public var day: String?
    /// Why it is kept and does not count for the day that stands now. Told to whoever records it.
    @Nullable public var remark: String?

    public init(_ answer: Answer, bearing: AnswerBearing = .counts) {
        remark = Sentences.remark(on: bearing)
        id = answer.id.text
        customer = answer.customer.text
        installations = answer.installations.map(\.text)
        kind = answer.kind.rawValue
        way = answer.way.rawValue
        at = answer.at.description
        recordedAt = answer.recordedAt.description
        rollout = answer.rollout?.text
        wave = answer.wave.map { $0 + 1 }
        contact = answer.contact?.text
        person = answer.person
        recordedBy = answer.recordedBy
        note = answer.note
        day = answer.day?.description
    }
}

/// A page of answers, with the cursor of the next one.
public struct AnswerPage: Codable, Hashable, Sendable {
    public var answers: [AnswerDocument]
    @Nullable public var next: String?

    public init(answers: [AnswerDocument], next: String?) {
        self.answers = answers
        self.next = next
    }
}

/// Somebody to call about a planned change.
public struct CallDocument: Codable, Hashable, Sendable {
    public struct Person: Codable, Hashable, Sendable {
        public var name: String?
        public var email: String
        public var phone: String?
    }

    public var rollout: String
    public var release: String
    /// Counted from 1.
    public var wave: Int
    public var customer: String
    public var reason: String
    public var text: String
    public var announcedAt: String
    /// When the day was named that stands.
    public var toldAt: String?
    @Nullable public var day: String?
    public var installations: [String]
    public var contacts: [Person]
    @Nullable public var lastTried: String?

    public init(_ call: Call) {
        rollout = call.notice.rollout.text
        release = call.release.name
        wave = call.notice.wave + 1
        customer = call.notice.customer.text
        reason = call.reason.rawValue
        let why: String? =
            switch call.reason {
            case .silent: "They were asked to agree and have not answered\(Self.meanwhile(call.onSilence))."
            case .declined: "They declined\(call.said.map { ": \($0)" } ?? ".")"
            case .nobodyToWriteTo where call.contacts.isEmpty: nil
            case .nobodyToWriteTo where call.contacts.contains(where: \.hearsOfPlannedChanges):
                "Nothing that was written to them is known to have arrived."
            case .nobodyToWriteTo: "No contact hears of planned changes, so nobody can be written to."
            }
        text = [why, call.contacts.isEmpty ? Self.nobodyKnown : nil].compactMap(\.self).joined(separator: " ")
        announcedAt = call.notice.announcedAt.description
        toldAt = call.notice.namedAt.description
        installations = call.notice.installations.map(\.text)
        contacts = call.contacts.map { Person(name: $0.name, email: $0.email.description, phone: $0.phone) }
        day = (call.notice.askedDay ?? call.notice.day)?.description
        lastTried = call.lastTried?.description
    }
}

extension CallDocument {
    private static let nobodyKnown = "Nobody is known there: add a contact with evenkeel fleet import --contacts."

    /// What their silence means until somebody has called.
    private static func meanwhile(_ onSilence: NoticePolicy.Silence) -> String {
        switch onSilence {
        case .hold: ": their sites wait for that"
        case .laterWave: ": with each wave they are told the day of the next"
        case .call, .proceed: ""
        }
    }
}

/// Whom to call.
public struct CallPage: Codable, Hashable, Sendable {
    public var calls: [CallDocument]
    @Nullable public var next: String?

    public init(calls: [CallDocument], next: String?) {
        self.calls = calls
        self.next = next
    }
}

/// A link that opens a page; its address is told once.
public struct LinkDocument: Codable, Hashable, Sendable {
    public var url: String
    public var subject: String
    @Nullable public var contact: String?

    public init(url: String, subject: String, contact: String?) {
        self.url = url
        self.subject = subject
        self.contact = contact
    }
}

/// A site that stays as it is until a day.
public struct PinDocument: Codable, Hashable, Sendable {
    public var installation: String
    public var until: String
    public var by: String
    public var since: String

    public init(_ pin: Pin) {
        installation = pin.installation.text
        until = pin.until.description
        by = pin.byCustomer ? "customer" : "staff"
        since = pin.since.description
    }
}

/// A page of pins, with the cursor of the next one.
public struct PinPage: Codable, Hashable, Sendable {
    public var pins: [PinDocument]
    @Nullable public var next: String?

    public init(pins: [PinDocument], next: String?) {
        self.pins = pins
        self.next = next
    }
}
