public import EvenkeelDomain

/// Something somebody, or time, wants done. Whatever it needs to know of the world it carries with it.
public enum Command: Hashable, Sendable {
    case declareComponent(Component)
    case changeOutbound(OutboundState)
    case registerRelease(Release)

    case makePlan(Plan, Policy, [PlacementRow])
    /// `revision`: nil for the newest that waits.
    case approvePlan(RolloutID, revision: Int? = nil)
    case proposeRevision(ProposeRevision)
    case adoptRevision(AdoptRevision)
    case startRollout(RolloutID, guards: [GuardFinding], replacement: Replacement = Replacement())
    case pauseRollout(
        RolloutID, reason: String, owner: Pause.Owner = .operator, scope: Pause.Scope = .everything)
    /// Lifts one's own pause; others' stay.
    case liftPause(RolloutID, owner: Pause.Owner, scope: Pause.Scope, reason: String)
    /// Lets a halted rollout go on, or lifts the operator's pause. `skip`: sites of the halted wave that are set aside,
    /// with the reason each; see `Operations.resume`.
    case resumeRollout(
        RolloutID, reason: String, evidence: ResumeEvidence? = nil, skip: [InstallationID: String] = [:])
    /// Tries those again whose install failed, timed out or was taken back. `notices`: of the latter, without their days.
    case retrySites(RolloutID, [InstallationID], reason: String, notices: [NoticeRow] = [])
    /// Puts the version before back at these sites.
    case rollBackSites(RolloutID, [InstallationID], reason: String)
    /// Lets those start that were set aside and that nothing keeps any more.
    case releaseStragglers(RolloutID, [InstallationID])
    case haltRollout(RolloutID, reason: String)
    case abortRollout(RolloutID, reason: String)

    /// `languages`: those the deliveries would be written in. `foretold`: rows of later waves that the same notices name.
    /// `guardsMetAt`: when the last guard that keeps it shut will be met. `again`: its day does not hold because of that.
    /// `superseded`: older notices without the sites that these name. `kept`: days to which a freeze has moved sites.
    /// `standing`: notices of the wave that were given before and name the same days.
    case announceWave(
        RolloutID, wave: Int, notices: [NoticeRow], standing: [NoticeRow] = [], superseded: [NoticeRow] = [],
        deliveries: [Delivery], foretold: [NoticeRow] = [], kept: [SiteDate] = [], languages: [String] = [],
        guardsMetAt: Timestamp? = nil,
        again: Bool = false)
    /// `skip`: those that are set aside, with the code of what keeps them. `guards`: of all that ask for something before
    /// this wave, what was done for them.
    case openWave(
        RolloutID, wave: Int, release: [InstallationID], skip: [InstallationID: String],
        consent: WaveConsent = WaveConsent(), guards: [GuardStanding] = [])
    case settleWave(RolloutID, wave: Int, installed: Int, failed: Int, soak: SoakDates? = nil)
    case moveSoak(RolloutID, wave: Int, SoakDates)
    case passGate(RolloutID, wave: Int, GateEvidence, overrideReason: String?)
    case runOutGate(RolloutID, wave: Int, GateEvidence)
    case haltWave(RolloutID, wave: Int, GateEvidence)
    /// `notices`: of those who are told that the date of what was taken back moves.
    case recordRecall(
        RolloutID, wave: Int, [InstallationID], notices: [NoticeRow] = [], deliveries: [Delivery] = [])
    /// `kept`: the notices of those of whose sites some keep their day, with these alone or withdrawn.
    case withdrawDates(
        RolloutID, wave: Int, customers: [CustomerID], kept: [NoticeRow] = [], deliveries: [Delivery])

    /// `chosen`: of a day that these customers chose; nil of the wave's.
    case remindWave(
        RolloutID, wave: Int, notices: [NoticeRow], deliveries: [Delivery], chosen: Timestamp? = nil)
    case moveDates(MovedDates)
    case renewDates(RolloutID, wave: Int, notices: [NoticeRow], deliveries: [Delivery])
    case releaseSites(RolloutID, until: Timestamp, [InstallationID])

    case recordAnswer(RecordAnswer)
    case pin([InstallationID], until: CivilDate)
    case liftPins([InstallationID])
    case changeAppointment(ChangeAppointment)
    case openCampaign(SupportCampaign)
    case sendLetters(CampaignID, daysBefore: Int, customers: [CustomerID], deliveries: [Delivery])
    case closeCampaign(CampaignID, why: String)

    case addHold(Hold)
    case liftHold(HoldID, why: String)
    case warnOfHold(HoldID)
    case expireHold(HoldID)
    /// `expires`: nil for until it is lifted.
    case renewHold(HoldID, expires: Timestamp?, why: String)
    case overrideHold(HoldID, RolloutID, [InstallationID], why: String)
    case overrideDay(RolloutID, InstallationID, FullDay, why: String)

    case addCalendarRule(CalendarRule)
    case liftCalendarRule(CalendarRuleID, why: String)
    case importCustomerFreezes(CustomerFreezes)
    /// `customers`: whose own freeze it would cross.
    case requestCrossing(FreezeCrossing, customers: [CustomerID])
    case approveCrossing(CrossingID)
    case withdrawCrossing(CrossingID, why: String)

    case suspectIncident(IncidentSuspected)
    case ownIncident(OwnIncident)
    case receiveSignal(IncidentID, Signal)
    case postUpdate(PostUpdate)
    case keepPromise(IncidentID)
    /// What is due on many incidents at the same second is one decision and one transaction.
    case keepPromises([IncidentID])
    /// Speaks before the time on record, where a wrong clock put that later than the interval; see `ClockWatch`.
    case speakEarly([IncidentID: PromiseID])
    case climb(IncidentID, PromiseID, PromiseRung)
    case warnOfLateness(IncidentID, PromiseID)
    case missPromise(IncidentID, PromiseID)
    case pageForDraft(IncidentID)
    /// The mail server takes nothing of what was said.
    case pageForMail(IncidentID)
    /// - Parameter isOver: what it was raised for has ended meanwhile, which only rows can tell.
    case passOnAlert(IncidentID, AlertID, isOver: Bool = false)
    case recordHandOver(IncidentID, AlertID, reached: [String], failed: [String])
    case acknowledgeAlert(IncidentID, AlertID)
    case correctSignal(IncidentID, signal: Int, at: Timestamp, why: String)
    case proveAction(IncidentID, ActionID, CorrectiveAction.Proof)
    case startRegulatoryClock(IncidentID, RegulatoryRegime, awareAt: Timestamp, classifiedAt: Timestamp?)
    case diagnose(Diagnosis)
    case amendReport(IncidentID, Report, why: String, words: LeakCheck = LeakCheck())
    case confirmRepeat(IncidentID, of: IncidentID)
    /// It is none, whatever it looks like: it is not proposed again.
    case rejectRepeat(IncidentID, of: IncidentID)
    case requestReport(IncidentID, CustomerID)
    case importIncidents([IncidentImported])
    case tellRegulator(IncidentID, subject: String, reference: String)
    case recordFanOut(IncidentID, UpdateID, [Delivery], queued: Int = 0)
    /// `how`: nil where a fact says it, and there are no words of anybody's to be told.
    /// Takes those into the audience at whose sites what broke was still installed.
    case growAudience(IncidentID, AudienceChange, criticality: Criticality, deliveries: [Delivery])
    case restoreCustomers(
        IncidentID, [CustomerID], how: String?, words: LeakCheck = LeakCheck(), deliveries: [Delivery])
    /// `text`: what everybody reads below the title; what was said before stays private.
    case publishIncident(IncidentID, publicTitle: String, text: String = "", words: LeakCheck = LeakCheck())
    case publishReport(IncidentID, Report, guards: [Guard], words: LeakCheck = LeakCheck())

    case scheduleMaintenance(ScheduleMaintenance)
    case changeMaintenance(ChangeMaintenance)
    case recordMaintenanceFanOut(MaintenanceID, note: Int, [Delivery])

    case addToken(TokenRow)
    case revokeToken(String)
    case makeLink(LinkRow)
    case revokeLinks(LinkRow.Kind, subject: String)
    case recordChoice(RecordChoice)
    case liftQuarantine(Contact)
    /// The message as it was when that was decided.
    case moveDelivery(Delivery, OutboxMove, reason: String?)
}

/// Says that it broke. Opens the incident where none is suspected yet; the body must not claim a cause.
public struct OwnIncident: Hashable, Sendable {
    public var incident: IncidentID
    /// Nil where the incident is suspected already.
    public var opening: IncidentSuspected?
    public var body: String
    public var audience: [AudienceMember]
    public var criticality: Criticality
    /// Nil for the policy's.
    public var nextBy: Timestamp?
    /// The facts of what is said by policy; nil where a person speaks.
    public var statement: SystemStatement?
    public var bySystem: Bool { statement != nil }
    /// Said in each reader's language; with them the body may be empty.
    public var blocks: UpdateBlocks?
    /// What the leak guard found in the text.
    public var leaks: [LeakGuard.Finding] = []
    /// Why it may stand.
    public var override: String?

    public init(
        incident: IncidentID, opening: IncidentSuspected?, body: String, audience: [AudienceMember],
        criticality: Criticality, nextBy: Timestamp? = nil, statement: SystemStatement? = nil
    ) {
        self.incident = incident
        self.opening = opening
        self.body = body
        self.audience = audience
        self.criticality = criticality
        self.nextBy = nextBy
        self.statement = statement
    }
}

/// Says something on an owned incident.
public struct PostUpdate: Hashable, Sendable {
    public var incident: IncidentID
    /// Nil keeps the status.
    public var status: IncidentStatus?
    public var body: String
    public var nextBy: Timestamp?
    /// Needed to resolve where the impact owes no report: a sentence on the cause.
    public var cause: String?
    /// How many customers are not known to be restored; what resolves says so to each of them.
    public var unrestored = 0
    /// By when those hear how it stands with them; nil for the next working day.
    public var restBy: CivilDate?
    /// Said in each reader's language; with them the body may be empty.
    public var blocks: UpdateBlocks?
    /// What the leak guard found in the text.
    public var leaks: [LeakGuard.Finding] = []
    /// Why it may stand.
    public var override: String?

    public init(
        incident: IncidentID, status: IncidentStatus?, body: String, nextBy: Timestamp? = nil, cause: String? = nil
    ) {
        self.incident = incident
        self.status = status
        self.body = body
        self.nextBy = nextBy
        self.cause = cause
    }
}

/// What a decision amounts to: events for the journal, and the rows that change with them in one transaction.
public struct Decision: Hashable, Sendable {
    public var events: [Event]
    public var rows: [RowChange]

    public init(_ events: [Event], rows: [RowChange] = []) {
        self.events = events
        self.rows = rows
    }
}
