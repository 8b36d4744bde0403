import EvenkeelLedger

/// The names of all cases of `Event`. The switch has no default, so that a new case does not build before it stands
/// here, and a name that stands here needs a sample and a golden file.
enum EventCase: String, CaseIterable, Sendable {
    case componentDeclared, outboundChanged, releaseRegistered
    case planMade, planApproved, revisionProposed, revisionAdopted, rolloutStarted, rolloutPaused, rolloutHalted,
        rolloutResumed, rolloutAborted
    case rolloutCompleted, sitesRetried, rollbackOrdered, stragglersReleased, waveAnnounced, waveOpened, waveSettled,
        soakMoved,
        gatePassed,
        gateInconclusive, waveHalted
    case placementsRecalled, datesWithdrawn, waveReminded, datesRenewed, sitesReleased, customerAnswered
    case installationsPinned, pinsLifted, holdAdded, holdLifted, calendarRuleAdded, calendarRuleLifted
    case customerFreezesImported, crossingRequested, crossingApproved, crossingWithdrawn, appointmentChanged
    case campaignOpened, lettersSent, supportAnswered, campaignClosed, holdExpiring, holdRenewed, holdOverridden
    case dayOverridden
    case incidentSuspected, incidentOwned, signalReceived, updatePosted, updateFannedOut, customersRestored
    case incidentPublished, reportPublished, guardAdded
    case alertRaised, alertHandedOver, alertAcknowledged, alertPassedOn, actionOpened, actionProven, promiseMissed
    case signalCorrected, regulatoryClockStarted, regulatorTold
    case audienceRecomputed, audienceGrown, reportAmended, repeatConfirmed, repeatRejected, incidentImported
    case reportRequested
    case maintenanceScheduled, maintenanceChanged, maintenanceFannedOut
    case tokenAdded, tokenRevoked, linkMade, linksRevoked, choiceMade, quarantineLifted, deliveryMoved

    init(of event: Event) {
        self =
            switch event {
            case .componentDeclared: .componentDeclared
            case .outboundChanged: .outboundChanged
            case .releaseRegistered: .releaseRegistered
            case .planMade: .planMade
            case .planApproved: .planApproved
            case .revisionProposed: .revisionProposed
            case .revisionAdopted: .revisionAdopted
            case .rolloutStarted: .rolloutStarted
            case .rolloutPaused: .rolloutPaused
            case .rolloutHalted: .rolloutHalted
            case .rolloutResumed: .rolloutResumed
            case .rolloutAborted: .rolloutAborted
            case .rolloutCompleted: .rolloutCompleted
            case .sitesRetried: .sitesRetried
            case .rollbackOrdered: .rollbackOrdered
            case .stragglersReleased: .stragglersReleased
            case .waveAnnounced: .waveAnnounced
            case .waveOpened: .waveOpened
            case .waveSettled: .waveSettled
            case .soakMoved: .soakMoved
            case .gatePassed: .gatePassed
            case .gateInconclusive: .gateInconclusive
            case .waveHalted: .waveHalted
            case .placementsRecalled: .placementsRecalled
            case .datesWithdrawn: .datesWithdrawn
            case .waveReminded: .waveReminded
            case .datesRenewed: .datesRenewed
            case .sitesReleased: .sitesReleased
            case .customerAnswered: .customerAnswered
            case .installationsPinned: .installationsPinned
            case .pinsLifted: .pinsLifted
            case .appointmentChanged: .appointmentChanged
            case .campaignOpened: .campaignOpened
            case .lettersSent: .lettersSent
            case .supportAnswered: .supportAnswered
            case .campaignClosed: .campaignClosed
            case .holdAdded: .holdAdded
            case .holdLifted: .holdLifted
            case .holdExpiring: .holdExpiring
            case .holdRenewed: .holdRenewed
            case .holdOverridden: .holdOverridden
            case .dayOverridden: .dayOverridden
            case .calendarRuleAdded: .calendarRuleAdded
            case .calendarRuleLifted: .calendarRuleLifted
            case .customerFreezesImported: .customerFreezesImported
            case .crossingRequested: .crossingRequested
            case .crossingApproved: .crossingApproved
            case .crossingWithdrawn: .crossingWithdrawn
            case .incidentSuspected: .incidentSuspected
            case .incidentOwned: .incidentOwned
            case .signalReceived: .signalReceived
            case .updatePosted: .updatePosted
            case .updateFannedOut: .updateFannedOut
            case .customersRestored: .customersRestored
            case .incidentPublished: .incidentPublished
            case .reportPublished: .reportPublished
            case .guardAdded: .guardAdded
            case .alertRaised: .alertRaised
            case .alertHandedOver: .alertHandedOver
            case .alertAcknowledged: .alertAcknowledged
            case .alertPassedOn: .alertPassedOn
            case .actionOpened: .actionOpened
            case .actionProven: .actionProven
            case .promiseMissed: .promiseMissed
            case .signalCorrected: .signalCorrected
            case .regulatoryClockStarted: .regulatoryClockStarted
            case .regulatorTold: .regulatorTold
            case .audienceRecomputed: .audienceRecomputed
            case .audienceGrown: .audienceGrown
            case .reportAmended: .reportAmended
            case .repeatConfirmed: .repeatConfirmed
            case .repeatRejected: .repeatRejected
            case .incidentImported: .incidentImported
            case .reportRequested: .reportRequested
            case .maintenanceScheduled: .maintenanceScheduled
            case .maintenanceChanged: .maintenanceChanged
            case .maintenanceFannedOut: .maintenanceFannedOut
            case .tokenAdded: .tokenAdded
            case .tokenRevoked: .tokenRevoked
            case .linkMade: .linkMade
            case .linksRevoked: .linksRevoked
            case .choiceMade: .choiceMade
            case .quarantineLifted: .quarantineLifted
            case .deliveryMoved: .deliveryMoved
            }
    }
}
