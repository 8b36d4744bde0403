public import EvenkeelDomain

/// A change of rows. Each is idempotent or a compare-and-swap, so that repeating it after a crash is safe.
public enum RowChange: Hashable, Sendable {
    // Fleet
    case putCustomers([Customer])
    case putContacts([Contact])
    case putInstallations([Installation])
    /// Sets the version an installation runs and appends to its history.
    case recordVersion(InstallationID, VersionFact)

    // Rollouts
    /// Keeps the whole plan of a revision, for readers; immutable.
    case putPlan(Plan)
    /// Replaces the placements of earlier revisions that have not started.
    case putPlacements([PlacementRow])
    /// Gives the placements of the waves from `begun` on their places in a new revision; those that have started, and
    /// the waves before, stand as they are.
    case revisePlacements(RolloutID, begun: Int, [PlacementRow])
    /// Applies a step to every placement of the wave whose state allows it.
    case stepWave(RolloutID, wave: Int, PlacementState.Step, at: Timestamp)
    /// Applies a step to one placement if its state allows it.
    case stepPlacement(RolloutID, InstallationID, PlacementState.Step, at: Timestamp, note: String?)
    /// Applies a step to one install if its state allows it, and with it to the placement it was started for.
    case stepInstall(InstallStep)
    /// Keeps what people should know of an install under way, also at the placement it was started for; nil is nothing.
    /// One that is asked to stop or has ended keeps what it says.
    case noteInstall(InstallID, String?)
    /// Ticks off a step of an install; one that is ticked off already stays as it is.
    case tickInstall(InstallID, InstallTick)
    /// Keeps a record with its content in base64; one with this number stays as it is.
    case putRecord(InstallID, InstallRecord, content: String)
    /// Gives reports of these faults one name, and whatever went by one of theirs.
    case nameFaults(RolloutID, [String], name: String)
    /// Fails with `.rowsMoved` unless the rollout's tally still has this version.
    case requireTally(RolloutID, version: Int)
    case putNotices([NoticeRow])
    /// Applies a step to the notices of these customers for one wave whose state allows it.
    case stepNoticesOf([CustomerID], RolloutID, wave: Int, NoticeState.Step)
    /// The notices of a wave that this customer has not answered told nobody there.
    case unhearNotices(CustomerID, RolloutID, wave: Int)
    /// Puts notices in the place of what stands.
    case replaceNotices([NoticeRow])
    case putAnswer(Answer)
    case putSiteDates([SiteDate])
    /// In the place of what is known of it.
    case putAppointment(Appointment)

    // Incidents
    case putAudience(IncidentID, [AudienceMember])
    /// Takes out those whom the facts never matched.
    case dropAudience(IncidentID, [CustomerID])
    case restoreAudience(IncidentID, [CustomerID], how: String? = nil, at: Timestamp)

    /// In the place of what is known of it.
    case putTicket(TicketRow)

    // Deliveries
    /// Queues deliveries; one that exists already is left as it is.
    case putDeliveries([Delivery])
    /// Applies a step to one delivery if its state allows it.
    case stepDelivery(
        DeliveryID, DeliveryState.Step, at: Timestamp, reason: String?, notBefore: Timestamp?, generation: Int)
    /// Fails with `.rowsMoved` unless the delivery is in this state.
    case requireDelivery(DeliveryID, in: DeliveryState)
    /// Applies a step to every delivery that allows it and was last touched by an earlier generation.
    case stepDeliveriesBefore(generation: Int, DeliveryState.Step, at: Timestamp, reason: String)
    /// Applies a step to every delivery about this that allows it.
    case stepDeliveriesAbout(DeliverySubject, DeliveryState.Step, at: Timestamp, reason: String)
    /// Applies a step to every delivery in this state.
    case stepDeliveries(in: DeliveryState, DeliveryState.Step, at: Timestamp)

    // Recipients
    /// What the owner of an address chose, in the place of what they chose before.
    case putChoice(EmailAddress, MessageChoice, at: Timestamp)
    /// Nothing is mailed there any more; what is known of the address already stands.
    case putQuarantine(EmailAddress, Quarantine)
    case liftQuarantine(EmailAddress)
    /// In the place of what the address had.
    case putSubscriber(Subscriber)
    case dropSubscriber(EmailAddress)
    /// A reply that is there already is left as it is.
    case putReply(ReplyRow)
    case markReplyRead(String, by: String, at: Timestamp)

    // Access
    case putToken(TokenRow)
    case revokeToken(String, at: Timestamp)
    /// Ends the leases of holders whose names begin so: for whoever knows that those processes are gone.
    case endLeases(holderPrefix: String, at: Timestamp)
    /// A link that is there already is left as it is.
    case putLinks([LinkRow])
    case revokeLinks(LinkRow.Kind, subject: String, at: Timestamp)
}

extension RowChange {
    /// The one delivery that it takes a step of.
    var delivery: DeliveryID? { if case .stepDelivery(let id, _, _, _, _, _) = self { id } else { nil } }
}
