public import EvenkeelDomain

/// Everything that is decided, in the past tense. Events are for ever: a case is never renamed or removed, and a
/// new member is optional or has a default. One event per decision, never per recipient, site or outcome.
public enum Event: Hashable, Sendable, Codable {
    case componentDeclared(Component)
    case outboundChanged(OutboundChanged)
    case releaseRegistered(Release)

    case planMade(PlanMade)
    case planApproved(PlanApproved)
    case revisionProposed(RevisionProposed)
    case revisionAdopted(RevisionAdopted)
    case rolloutStarted(RolloutStarted)
    case rolloutPaused(RolloutStopped)
    case rolloutHalted(RolloutStopped)
    case rolloutResumed(RolloutStopped)
    case rolloutAborted(RolloutStopped)
    case rolloutCompleted(RolloutCompleted)
    case sitesRetried(SitesRetried)
    case rollbackOrdered(RollbackOrdered)
    case stragglersReleased(StragglersReleased)

    case waveAnnounced(WaveAnnounced)
    case waveOpened(WaveOpened)
    case waveSettled(WaveSettled)
    case soakMoved(SoakMoved)
    case gatePassed(GateDecided)
    case gateInconclusive(GateDecided)
    case waveHalted(GateDecided)
    case placementsRecalled(PlacementsRecalled)
    case datesWithdrawn(DatesWithdrawn)
    case waveReminded(WaveReminded)
    case datesRenewed(DatesRenewed)
    case sitesReleased(SitesReleased)
    case customerAnswered(CustomerAnswered)
    case installationsPinned(InstallationsPinned)
    case pinsLifted(PinsLifted)
    case appointmentChanged(AppointmentChanged)
    case campaignOpened(CampaignOpened)
    case lettersSent(LettersSent)
    case supportAnswered(SupportAnswered)
    case campaignClosed(CampaignClosed)

    case holdAdded(Hold)
    case holdLifted(HoldLifted)
    case holdExpiring(HoldExpiring)
    case holdRenewed(HoldRenewed)
    case holdOverridden(HoldOverridden)
    case dayOverridden(DayOverridden)

    case calendarRuleAdded(CalendarRule)
    case calendarRuleLifted(CalendarRuleLifted)
    case customerFreezesImported(CustomerFreezes)
    case crossingRequested(FreezeCrossing)
    case crossingApproved(CrossingApproved)
    case crossingWithdrawn(CrossingWithdrawn)

    case incidentSuspected(IncidentSuspected)
    case incidentOwned(IncidentOwned)
    case signalReceived(SignalReceived)
    case updatePosted(UpdatePosted)
    case updateFannedOut(UpdateFannedOut)
    case customersRestored(CustomersRestored)
    case incidentPublished(IncidentPublished)
    case reportPublished(ReportPublished)
    case guardAdded(Guard)

    case alertRaised(AlertRaised)
    case alertHandedOver(AlertHandedOver)
    case alertAcknowledged(AlertAcknowledged)
    case alertPassedOn(AlertPassedOn)
    case actionOpened(ActionOpened)
    case actionProven(ActionProven)
    case promiseMissed(PromiseMissed)
    case signalCorrected(SignalCorrected)
    case regulatoryClockStarted(RegulatoryClockStarted)
    case regulatorTold(RegulatorTold)
    case audienceRecomputed(AudienceRecomputed)
    case audienceGrown(AudienceGrown)
    case reportAmended(ReportAmended)
    case repeatConfirmed(RepeatConfirmed)
    case repeatRejected(RepeatRejected)
    case incidentImported(IncidentImported)
    case reportRequested(ReportRequested)

    case maintenanceScheduled(MaintenanceScheduled)
    case maintenanceChanged(MaintenanceChanged)
    case maintenanceFannedOut(MaintenanceFannedOut)

    case tokenAdded(TokenAdded)
    case tokenRevoked(TokenRevoked)
    case linkMade(LinkMade)
    case linksRevoked(LinksRevoked)
    case choiceMade(ChoiceMade)
    case quarantineLifted(QuarantineLifted)
    case deliveryMoved(DeliveryMoved)
}

/// Whether messages leave was changed by a person.
public struct OutboundChanged: Hashable, Sendable, Codable {
    public var state: OutboundState
}

/// A plan as the journal keeps it: counts and a digest for each wave; the placements are rows.
public struct PlanMade: Hashable, Sendable, Codable {
    public var rollout: RolloutID
    public var policy: Policy
    public var revision: Int
    public var selected: Int
    public var withheld: Int
    public var waves: [RolloutWave]
    /// What it takes over from a release that it replaces.
    public var credit: SoakCredit?
    /// Who must agree to it; nil where that is what its policy says.
    public var approval: ApprovalPolicy?
}

/// A revision of a plan was approved.
public struct PlanApproved: Hashable, Sendable, Codable {
    public var rollout: RolloutID
    public var revision: Int
}

/// A rollout began to run.
public struct RolloutStarted: Hashable, Sendable, Codable {
    public var rollout: RolloutID
    /// The guards that concerned the release, each with what the plan offers it.
    public var guards: [GuardFinding]
    /// Rollouts whose place it takes; each is given up by an entry of its own.
    public var replaces: Replaces?

    /// How many were told that a hotfix comes instead, and what of it they were told.
    public struct Replaces: Hashable, Sendable, Codable {
        public var rollouts: [RolloutID]
        public var customers: Int
        public var deliveries: Int
        public var digest: Digest
        /// Waves whose day the same message names.
        public var foretold: [Int]
    }
}

/// A rollout was paused, halted, resumed or aborted, and why.
public struct RolloutStopped: Hashable, Sendable, Codable {
    public var rollout: RolloutID
    public var reason: String
    /// Set by a resume after a verdict's halt: the reason says that the cause is gone, so evidence counts from here.
    public var evidenceFrom: Timestamp?
    /// Whose pause is set or lifted; nil for a halt, an end, a resume after a halt, and in old entries.
    public var owner: Pause.Owner?
    /// Where; nil for the whole rollout.
    public var scope: Pause.Scope?
    /// What shows that the cause of the halt is gone.
    public var evidence: ResumeEvidence?
    /// Set where it was given up because a hotfix takes its place.
    public var replacedBy: RolloutID?
    /// True where it is given up for good, and all hear of it who hold a day or were promised one; nil in old entries.
    public var tellsAll: Bool?
}

/// Sites whose install had failed may start once more.
public struct SitesRetried: Hashable, Sendable, Codable {
    public var rollout: RolloutID
    public var count: Int
    public var digest: Digest
    public var reason: String
}

/// A person wants the version before put back at these sites.
public struct RollbackOrdered: Hashable, Sendable, Codable {
    public var rollout: RolloutID
    public var count: Int
    public var digest: Digest
    public var reason: String
}

/// Sites that had been set aside may start: what kept them is gone. They block nobody meanwhile.
public struct StragglersReleased: Hashable, Sendable, Codable {
    public var rollout: RolloutID
    public var count: Int
    public var digest: Digest
}

/// The last wave of a rollout passed.
public struct RolloutCompleted: Hashable, Sendable, Codable {
    public var rollout: RolloutID
}

/// The notices of a wave were queued: how many customers, how many deliveries, and the digest of the delivery ids.
public struct WaveAnnounced: Hashable, Sendable, Codable {
    public var rollout: RolloutID
    public var wave: Int
    public var customers: Int
    public var deliveries: Int
    public var digest: Digest
    /// The day the notices name: when the wave may open. Nil in old entries: as planned.
    public var opensAt: Timestamp?
    /// Later waves whose day the same notices name; nil in old entries.
    public var foretold: [Int]?
    /// The mornings of later days that the notices name, and of which there will be reminders; nil where there are none.
    public var laterDays: [Timestamp]?
    /// When days begin to which a freeze has moved sites, and which stand where that is lifted; nil where there are none.
    public var keptDays: [Timestamp]?
}

/// A wave opened: executors may start its sites.
public struct WaveOpened: Hashable, Sendable, Codable {
    public var rollout: RolloutID
    public var wave: Int
    public var released: Int
    /// Kept out by a hold.
    public var skipped: Int
    public var digest: Digest
    /// Sites that wait for an answer or a date of their own; nil in old entries.
    public var waiting: Int?
    /// When such waits end by themselves.
    public var wakes: [Timestamp]?
    /// Messages to those who are told a later date.
    public var deliveries: Int?
    /// What had been done for the guards that kept it shut; nil where there was none.
    public var guards: [GuardMet]?
}

/// Every placement of the wave has an outcome; the soak begins.
public struct WaveSettled: Hashable, Sendable, Codable {
    public var rollout: RolloutID
    public var wave: Int
    public var installed: Int
    public var failed: Int
    public var soakEndsAt: Timestamp
    public var soakDeadlineAt: Timestamp
    /// The site whose own working days end last. Nil in old entries, and where the soak counts days of the calendar.
    public var slowest: InstallationID?
    /// Sites that soak longer by a freeze of their own; nobody waits for them.
    public var late: Int?
}

/// A change of the calendar made the soak of a wave longer or shorter.
public struct SoakMoved: Hashable, Sendable, Codable {
    public var rollout: RolloutID
    public var wave: Int
    public var endsAt: Timestamp
    public var deadlineAt: Timestamp
    /// The site whose own working days end last.
    public var slowest: InstallationID?
    /// Sites that soak longer by a freeze of their own; nobody waits for them.
    public var late: Int?
}

/// A gate was decided, with the evidence it saw.
public struct GateDecided: Hashable, Sendable, Codable {
    public var rollout: RolloutID
    public var wave: Int
    public var evidence: GateEvidence
    /// Set where a person decided against the verdict: why.
    public var overrideReason: String?
}

/// What had not started when a wave was halted is taken back.
public struct PlacementsRecalled: Hashable, Sendable, Codable {
    public var rollout: RolloutID
    public var wave: Int
    public var count: Int
    public var digest: Digest
    /// Customers who held a notice and were told that their date moves; nil in old entries.
    public var customersTold: Int?
}

/// Customers who hold a notice for a wave that will not open on its day were told that their date moves.
public struct DatesWithdrawn: Hashable, Sendable, Codable {
    public var rollout: RolloutID
    public var wave: Int
    public var customers: Int
    public var digest: Digest
    /// How many sites it was about, where the wave has begun and the others go on; nil for a whole wave.
    public var sites: Int?
}

/// A hold was lifted, and why.
public struct HoldLifted: Hashable, Sendable, Codable {
    public var hold: HoldID
    public var why: String

    public init(hold: HoldID, why: String) {
        self.hold = hold
        self.why = why
    }
}

/// Something may be broken; nobody outside has been told.
public struct IncidentSuspected: Hashable, Sendable, Codable {
    public var incident: IncidentID
    public var title: String
    public var impact: Impact
    public var components: [ComponentID]
    public var visibility: Incident.Visibility
    public var publicTitle: String?
    public var began: Timestamp
    public var origin: IncidentOrigin?
    public var signal: Signal
    public var concerns: Predicate?
    /// Set where it is a rehearsal; nil in old entries.
    public var drill: Drill?
    /// What the title is made of where nobody wrote it; nil in old entries.
    public var systemTitle: SystemTitle?

    public init(
        incident: IncidentID, title: String, impact: Impact, components: [ComponentID], visibility: Incident.Visibility,
        publicTitle: String? = nil, began: Timestamp, origin: IncidentOrigin? = nil, signal: Signal,
        concerns: Predicate? = nil, drill: Drill? = nil, systemTitle: SystemTitle? = nil
    ) {
        self.incident = incident
        self.title = title
        self.impact = impact
        self.components = components
        self.visibility = visibility
        self.publicTitle = publicTitle
        self.began = began
        self.origin = origin
        self.signal = signal
        self.concerns = concerns
        self.drill = drill
        self.systemTitle = systemTitle
    }
}

/// We said that it is ours: the audience at that moment and the pace it sets.
public struct IncidentOwned: Hashable, Sendable, Codable {
    public var incident: IncidentID
    public var audience: AudienceSummary
    public var criticality: Criticality
}

/// Further evidence that something is wrong.
public struct SignalReceived: Hashable, Sendable, Codable {
    public var incident: IncidentID
    public var signal: Signal
}

/// An update with the promise it settles and the promise it makes.
public struct UpdatePosted: Hashable, Sendable, Codable {
    public var incident: IncidentID
    public var update: IncidentUpdate
    public var settled: Promise?
    public var made: Promise?
    /// The alerts that asked for this word. Nil in old entries.
    public var answers: [AlertID]?
    /// Set where the author let stand what the leak guard flagged: why. What it was is kept by kind only.
    public var override: LeakOverride?
    /// The word to those whom a resolve left open, where this update keeps or makes that promise; nil in old entries.
    public var settledRest: Promise?
    public var madeRest: Promise?

    public init(
        incident: IncidentID, update: IncidentUpdate, settled: Promise? = nil, made: Promise? = nil,
        answers: [AlertID]? = nil, override: LeakOverride? = nil
    ) {
        self.incident = incident
        self.update = update
        self.settled = settled
        self.made = made
        self.answers = answers
        self.override = override
    }
}

/// The deliveries of an update were queued.
public struct UpdateFannedOut: Hashable, Sendable, Codable {
    public var incident: IncidentID
    public var update: UpdateID
    public var deliveries: Int
    public var digest: Digest

    public init(incident: IncidentID, update: UpdateID, deliveries: Int, digest: Digest) {
        self.incident = incident
        self.update = update
        self.deliveries = deliveries
        self.digest = digest
    }
}

/// Customers were told that it works again at their sites.
public struct CustomersRestored: Hashable, Sendable, Codable {
    public var incident: IncidentID
    public var count: Int
    public var digest: Digest
    public var how: String
    /// The word to those whom a resolve left open, where nobody is left; nil in old entries.
    public var settled: Promise?
    /// Set where the author let stand what the leak guard flagged; nil in old entries.
    public var override: LeakOverride?
}

/// An incident became public, under a title of its own.
public struct IncidentPublished: Hashable, Sendable, Codable {
    public var incident: IncidentID
    public var publicTitle: String
    /// Set where the author let stand what the leak guard flagged; nil in old entries.
    public var override: LeakOverride?
}

/// Cause and corrective action were published.
public struct ReportPublished: Hashable, Sendable, Codable {
    public var incident: IncidentID
    public var report: Report
    /// The dates of its actions, as promises. Nil in old entries.
    public var made: [Promise]?
    /// The dates of actions that were open before it, which its own replace. Nil in old entries.
    public var superseded: [Promise]?
}
