public import EvenkeelDomain

/// The domain says no. Values only: the sentences stand in one place, at the edge.
public enum Refusal: Error, Hashable, Sendable {
    case unknownRollout(RolloutID)
    case unknownWave(RolloutID, Int)
    case unknownIncident(IncidentID)
    case unknownHold(HoldID)
    /// Components are declared, and this is none of them.
    case unknownComponent(ComponentID, known: [ComponentID])
    /// It was lifted, or expired, then.
    case holdEnded(HoldID, at: Timestamp)
    case unknownRelease(String)
    case unknownCalendarRule(CalendarRuleID)
    case unknownCrossing(CrossingID)
    /// A freeze is crossed for one site at least and not for more than a few.
    case crossingSites(count: Int, most: Int)
    case crossingTooLong(longest: TimeSpan)
    case crossingOver(CrossingID, until: Timestamp)
    /// Nobody approves what they asked for themselves.
    case crossingNeedsAnother(CrossingID, than: String)
    /// These customers' own freezes would be crossed, and nobody says how they agreed.
    case crossingNotAgreed([CustomerID])
    /// These sites have no place in the rollout that still waits.
    case crossingNotPlaced([InstallationID], RolloutID)
    case alreadyExists(String)
    case cannotRepeat(IncidentID, of: IncidentID, RepeatObstacle)
    /// A release replaces an older version of itself, and no other.
    case supersedesNewer(Release, older: Version)
    /// Another plan was made meanwhile; this one is for an older revision.
    case planOutdated(RolloutID, revision: Int)
    /// A revision cannot be adopted any more: another is in force than the one it was made from.
    case revisionOutdated(RolloutID, revision: Int, parent: Int, current: Int)
    /// A wave has begun since the revision was made.
    case wavesBegunSince(RolloutID, revision: Int, begun: Int)
    case unknownRevision(RolloutID, Int)
    case mayNotApprove(RolloutID, among: [String])
    case approvedAlready(RolloutID, revision: Int, by: String)
    /// More than one person is asked for, and the author cannot be the last of them.
    case authorCannotApproveLast(RolloutID, revision: Int)
    case approvalsMissing(RolloutID, revision: Int, have: Int, needed: Int)
    /// A halt ends only with something that shows that the cause is gone.
    case evidenceMissing(RolloutID)
    /// What was given as evidence is not known, or shows nothing.
    case evidenceUnknown(RolloutID, ResumeEvidence)
    /// Nobody of that owner has paused it there.
    case notPausedBy(RolloutID, Pause.Owner)
    case pausedAlready(RolloutID, Pause.Owner)
    case siteCannot(PlacementState.Step, InstallationID, in: PlacementState)
    /// Its executor offers no way back: no rollback of that name is declared, or its policy says nothing of one.
    case noWayBack(RolloutID, ExecutePolicy)
    /// Nothing of the wave was installed or failed.
    case nothingToRollBack(RolloutID, wave: Int)
    /// Nobody knows what these ran before, so nobody can say what is to run again.
    case versionBeforeUnknown(RolloutID, [InstallationID])
    case notInRollout(RolloutID, InstallationID)
    case sitesMissing
    /// A decision by a person names few sites; for more, the predicate is wrong.
    case sitesTooMany(limit: Int)
    case expiryInThePast(HoldID, Timestamp)
    case holdNotDue(HoldID)
    /// A hold that is renewed keeps sites for longer; nil where it has no end.
    case renewedToLess(HoldID, until: Timestamp?)
    case rolloutCannot(RolloutState.Step, RolloutID, in: RolloutState)
    /// It starts nothing and passes no gate.
    case notRunning(RolloutID, in: RolloutState)
    case waveCannot(WaveState.Step, RolloutID, wave: Int, in: WaveState)
    case incidentCannot(IncidentStatus.Step, IncidentID, in: IncidentStatus)
    /// The wave before has not passed its gate.
    case gateNotPassed(RolloutID, wave: Int, before: Int)
    case waveAlreadyAnnounced(RolloutID, wave: Int)
    case noticeNotGiven(RolloutID, wave: Int)
    case noticeTooShort(RolloutID, wave: Int, until: Timestamp)
    case tooEarly(RolloutID, wave: Int, until: Timestamp)
    /// It is no day to open on: inside a freeze, too near before one, or not a working day.
    case waveFrozen(RolloutID, wave: Int, Freeze?, opens: CivilDate)
    case guardNotSatisfied(Guard, GuardFinding)
    case guardNotChecked(GuardID)
    /// Too few sites have soaked for a guard to let the next wave open.
    case guardNotMet(RolloutID, GuardStanding)
    case reasonMissing
    /// No text in this language, nor in the one it would be sent in instead.
    case textsMissing(Release, language: String, fallback: String)
    case nothingToAnswer(RolloutID, CustomerID)
    case noNoticeToAnswer(RolloutID, CustomerID)
    case personMissing
    case noteMissing
    case dayMissing
    case saidInTheFuture(Timestamp)
    case postponementsUsedUp(RolloutID, times: Int)
    case dayTooLate(CivilDate, latest: CivilDate)
    case dayTooEarly(CivilDate, earliest: CivilDate)
    case dayNotFree(CivilDate)
    case nothingToPin
    case unknownAppointment(AppointmentID)
    case appointmentCannot(AppointmentState.Step, AppointmentID, in: AppointmentState)
    case nothingToAppoint(RolloutID, InstallationID)
    /// One place, one appointment: it is moved.
    case appointedAlready(RolloutID, InstallationID, by: AppointmentID)
    /// Nothing may be changed there at that time.
    case appointmentFrozen(SiteFreeze, until: Timestamp)
    /// Others have taken that day's room.
    case dayFull(CivilDate, perDay: Int, team: String?)
    /// Others have taken today's room, and nobody has said why this site is begun all the same.
    case dayTaken(RolloutID, InstallationID, FullDay)
    case lengthOutOfRange(minutes: Int)
    case personBusy(from: Timestamp, until: Timestamp)
    case unknownCampaign(CampaignID)
    case acceptanceNeeded(CampaignID, CustomerID, times: Int)
    case bodyMissing
    case titleMissing
    case nextTooLate(latest: Timestamp)
    case nextInThePast(Timestamp)
    case notDueYet(IncidentID, due: Timestamp)
    case alreadyOwned(IncidentID)
    case causeMissing(IncidentID)
    /// Nobody would read the cause: it belongs to the word that closes, or to the report.
    case causeTooEarly(IncidentID)
    /// It is over: a word on it says which status it has now.
    case incidentOver(IncidentID, IncidentStatus)
    /// Those who are not restored would be promised word by a day that has gone by.
    case restInThePast(CivilDate)
    case alreadyFannedOut(UpdateID)
    case reportNeedsAction(IncidentID)
    case reportNeedsCause(IncidentID)
    case supplierWithoutOwnAction(IncidentID)
    case audienceEmpty(IncidentID)
    case actionWithoutOwner(ActionID)
    case unknownAlert(AlertID)
    case unknownAction(ActionID)
    case unknownSignal(IncidentID, Int)
    case unknownPromise(IncidentID, String)
    /// A record needs the eyes of a second person.
    case proofByOwner(ActionID, owner: String)
    case alreadyProven(ActionID)
    case timeInTheFuture(Timestamp)
    /// The text holds what is none of the reader's business; the author edits it or says why it may stand.
    case leaks([LeakGuard.Finding])
    case unknownPhrase(String)
    case actionVanished(ActionID)
    case actionInThePast(ActionID, due: CivilDate)
    case unknownInstallation(InstallationID)
    case unknownInstall(InstallID)
    /// Its end is known; what was reported first stands.
    case installEnded(InstallID, InstallState)
    /// Installs of this rollout are begun by its executor.
    case notByHand(RolloutID, ExecutePolicy.Executor)
    /// Something stands in the way of a site whose install a person would begin.
    case siteNotReady(RolloutID, InstallationID, SiteStanding)
    case unknownStep(InstallID, Int, of: Int)
    case stepsMissing(InstallID, [Int])
    case tooManyRecords(InstallID)
    /// Nothing of this rollout is carried in bundles.
    case notCarried(RolloutID, ExecutePolicy.Executor)
    /// The receipt of another install, or of another server's.
    case receiptForeign(InstallID)
    /// It was changed after it was signed.
    case receiptTampered(InstallID)
    case receiptRepeated(InstallID, InstallState)
    case unknownMaintenance(MaintenanceID)
    case maintenanceCannot(MaintenanceStatus.Step, MaintenanceID, in: MaintenanceStatus)
    /// It ends before it begins, or it is over already.
    case maintenanceTimes(from: Timestamp, to: Timestamp)
    /// It concerns no customer and is not public.
    case maintenanceForNobody(MaintenanceID)
    /// A drill reaches only the addresses that are named for it, and none are.
    case drillAddressesMissing
    /// What would reach beyond the drill.
    case notInDrill(IncidentID, DrillLimit)
}
