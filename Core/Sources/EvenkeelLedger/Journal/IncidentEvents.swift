public import EvenkeelDomain

/// One of our own people is to be told something.
public struct AlertRaised: Hashable, Sendable, Codable {
    public var incident: IncidentID
    public var alert: StaffAlert

    public init(incident: IncidentID, alert: StaffAlert) {
        self.incident = incident
        self.alert = alert
    }
}

/// An alert was handed to the channels: which took it, and which did not.
public struct AlertHandedOver: Hashable, Sendable, Codable {
    public var incident: IncidentID
    public var alert: AlertID
    public var reached: [String]
    public var failed: [String]

    public init(incident: IncidentID, alert: AlertID, reached: [String], failed: [String]) {
        self.incident = incident
        self.alert = alert
        self.reached = reached
        self.failed = failed
    }
}

/// Somebody said that they have seen a page.
public struct AlertAcknowledged: Hashable, Sendable, Codable {
    public var incident: IncidentID
    public var alert: AlertID
    /// Other pages of the same matter, which want no answer any more; nil where there were none, and in old entries.
    public var others: [AlertID]?

    public init(incident: IncidentID, alert: AlertID, others: [AlertID]? = nil) {
        self.incident = incident
        self.alert = alert
        self.others = others
    }
}

/// Nobody acknowledged a page: the next person is paged.
public struct AlertPassedOn: Hashable, Sendable, Codable {
    public var incident: IncidentID
    public var alert: AlertID
    /// Nil where it goes to nobody: what it was raised for has ended.
    public var next: StaffAlert?

    public init(incident: IncidentID, alert: AlertID, next: StaffAlert?) {
        self.incident = incident
        self.alert = alert
        self.next = next
    }
}

/// A corrective action was opened before there is a report, with the promise of its date.
public struct ActionOpened: Hashable, Sendable, Codable {
    public var incident: IncidentID
    public var action: CorrectiveAction
    public var made: Promise

    public init(incident: IncidentID, action: CorrectiveAction, made: Promise) {
        self.incident = incident
        self.action = action
        self.made = made
    }
}

/// The proof of a corrective action is green.
public struct ActionProven: Hashable, Sendable, Codable {
    public var incident: IncidentID
    public var action: ActionID
    public var proof: CorrectiveAction.Proof
    public var settled: Promise?

    public init(incident: IncidentID, action: ActionID, proof: CorrectiveAction.Proof, settled: Promise?) {
        self.incident = incident
        self.action = action
        self.proof = proof
        self.settled = settled
    }
}

/// A regulator's clock runs: when we became aware, when it was classified, and what is due when.
public struct RegulatoryClockStarted: Hashable, Sendable, Codable {
    public var incident: IncidentID
    public var regime: RegulatoryRegime
    public var awareAt: Timestamp
    public var classifiedAt: Timestamp?
    /// Promises of an earlier reckoning that this one replaces.
    public var superseded: [Promise]
    public var made: [Promise]

    public init(
        incident: IncidentID, regime: RegulatoryRegime, awareAt: Timestamp, classifiedAt: Timestamp?,
        superseded: [Promise], made: [Promise]
    ) {
        self.incident = incident
        self.regime = regime
        self.awareAt = awareAt
        self.classifiedAt = classifiedAt
        self.superseded = superseded
        self.made = made
    }
}

/// A regulator was told; the clock of the next stage may begin with it.
public struct RegulatorTold: Hashable, Sendable, Codable {
    public var incident: IncidentID
    public var subject: String
    public var reference: String
    public var settled: Promise?
    public var made: Promise?

    public init(incident: IncidentID, subject: String, reference: String, settled: Promise?, made: Promise?) {
        self.incident = incident
        self.subject = subject
        self.reference = reference
        self.settled = settled
        self.made = made
    }
}

/// A promise that no update settles went by: an action nobody was told of yet, or a regulator's term.
public struct PromiseMissed: Hashable, Sendable, Codable {
    public var incident: IncidentID
    public var settled: Promise
    public var made: Promise?

    public init(incident: IncidentID, settled: Promise, made: Promise?) {
        self.incident = incident
        self.settled = settled
        self.made = made
    }
}

/// The time of a signal was put right, beside what was written first.
public struct SignalCorrected: Hashable, Sendable, Codable {
    public var incident: IncidentID
    public var correction: SignalCorrection

    public init(incident: IncidentID, correction: SignalCorrection) {
        self.incident = incident
        self.correction = correction
    }
}
