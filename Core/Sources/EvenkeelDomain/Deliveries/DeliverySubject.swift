/// What a delivery is about; the text is rendered when it is sent.
///
/// Adding one: `docs/internals/adding-a-message.md`.
public enum DeliverySubject: Hashable, Sendable, Codable {
    /// `round` counts the notices of a wave: a date that moved is announced again.
    case notice(RolloutID, revision: Int, wave: Int, round: Int)
    /// `round` as of a notice; where it is of another day than the wave's, the number of that day (`remindedDay`).
    case reminder(RolloutID, revision: Int, wave: Int, round: Int)
    /// `was` is the day that does not hold, where it was one of some sites and not the wave's; `to` is the one that comes instead,
    /// where it is known. `lost` has all the days that do not hold; nil where it was one of the wave, and in messages of earlier
    /// versions.
    case moved(
        RolloutID, revision: Int, wave: Int, round: Int, was: CivilDate? = nil, to: CivilDate? = nil,
        lost: [LostDay]? = nil)
    /// A revision of the plan moved the dates that this customer was told; `lost` is nil in messages of earlier versions.
    case replanned(RolloutID, revision: Int, wave: Int, was: Timestamp, lost: [LostDay]? = nil)
    /// What was announced gives way to a hotfix, and these days with it; `lost` is nil in messages of earlier versions.
    case replaced(RolloutID, revision: Int, wave: Int, by: RolloutID, lost: [LostDay]? = nil)
    /// What changed, and how is it? `again` is when they were told that it was taken back, where it came a second time.
    case installed(RolloutID, revision: Int, wave: Int, again: Timestamp? = nil)
    /// What was installed has been taken back, the last of their sites then.
    case rolledBack(RolloutID, revision: Int, wave: Int, at: Timestamp)
    /// `round` is the sequence of the appointment: it rises when that is moved or cancelled.
    case appointment(AppointmentID, RolloutID, round: Int)
    /// The end of support of what they run, so many days ahead.
    case supportEnds(CampaignID, daysBefore: Int)
    /// `note` counts what was said about it, from 0.
    case maintenance(MaintenanceID, note: Int)

    case update(IncidentID, UpdateID)
    case restored(IncidentID, CustomerID)
    /// The story so far, up to this update, for whoever joins the audience late.
    case story(IncidentID, UpdateID)
    /// You were not affected after all.
    case notAffected(IncidentID, CustomerID)
    /// An update of a rehearsal; for the addresses of the drill.
    case drill(IncidentID, UpdateID)

    /// What was merged while a customer was closed, in one message when it opens.
    case summary(opens: Timestamp)
    /// Does the owner of the address mean it? To the public.
    case confirm(SubscriptionWish)

    /// For our own people: mail to this contact is not taken any more.
    case quarantined(ContactID, since: Timestamp)
    /// For our own people: a customer may not put the end of a support off again, or somebody there accepts the risk.
    /// `answers` counts what they have said to its letters.
    case supportRisk(CampaignID, CustomerID, answers: Int)

    /// Unique text of the subject, the first part of a delivery's id.
    public var key: String {
        switch self {
        case .notice(let rollout, let revision, let wave, let round): "notice/\(rollout)/\(revision)/\(wave)/\(round)"
        case .reminder(let rollout, let revision, let wave, let round):
            "reminder/\(rollout)/\(revision)/\(wave)/\(round)"
        case .moved(let rollout, let revision, let wave, let round, let was, let to, let lost):
            // Of two sites one may get another day in the same moment, and the other none yet.
            "moved/\(rollout)/\(revision)/\(wave)/\(round)" + (was != nil && to == nil && lost != nil ? "/open" : "")
        case .replanned(let rollout, let revision, let wave, _, _): "replanned/\(rollout)/\(revision)/\(wave)"
        case .replaced(let rollout, let revision, let wave, let by, _): "replaced/\(rollout)/\(revision)/\(wave)/\(by)"
        case .installed(let rollout, let revision, let wave, let again):
            "installed/\(rollout)/\(revision)/\(wave)" + (again.map { "/\($0.milliseconds)" } ?? "")
        case .rolledBack(let rollout, _, _, let at): "rolled-back/\(rollout)/\(at.milliseconds)"
        case .appointment(let id, let rollout, let round): "appointment/\(rollout)/\(id)/\(round)"
        case .supportEnds(let campaign, let days): "support/\(campaign)/\(days)"
        case .maintenance(let id, let note): "maintenance/\(id)/\(note)"
        case .update(let incident, let update): "update/\(incident)/\(update)"
        case .restored(let incident, let customer): "restored/\(incident)/\(customer)"
        case .story(let incident, let update): "story/\(incident)/\(update)"
        case .notAffected(let incident, let customer): "not-affected/\(incident)/\(customer)"
        case .drill(let incident, let update): "drill/\(incident)/\(update)"
        case .summary(let opens): "summary/\(opens.milliseconds)"
        case .confirm(let wish): "confirm/\(wish.key)"
        case .quarantined(let contact, let since): "quarantined/\(contact)/\(since.milliseconds)"
        case .supportRisk(let campaign, let customer, let answers): "support-risk/\(campaign)/\(customer)/\(answers)"
        }
    }

    /// No wave is announced so often, and no day is so long ago: this number is that of 19 May 1997.
    private static let firstDayNumber = 10_000

    /// The day that a reminder is of, where that is not the wave's.
    public var remindedDay: CivilDate? {
        guard case .reminder(_, _, _, let round) = self, round >= Self.firstDayNumber else { return nil }
        return CivilDate(dayNumber: round)
    }

    /// The days of which it says that they do not hold.
    public var lostDays: [LostDay]? {
        switch self {
        case .replanned(_, _, _, _, let lost), .moved(_, _, _, _, _, _, let lost), .replaced(_, _, _, _, let lost): lost
        default: nil
        }
    }

    /// The incident it is about, if it is about one.
    public var incident: IncidentID? {
        switch self {
        case .update(let id, _), .restored(let id, _), .story(let id, _), .notAffected(let id, _), .drill(let id, _):
            id
        case .notice, .reminder, .moved, .replanned, .replaced, .installed, .rolledBack, .appointment, .supportEnds,
            .maintenance, .summary, .confirm, .quarantined, .supportRisk:
            nil
        }
    }

    /// The wave whose day a customer is told with it, if they are.
    public var toldWave: (rollout: RolloutID, wave: Int)? {
        switch self {
        case .notice(let id, _, let wave, _), .moved(let id, _, let wave, _, _, _, _),
            .replanned(let id, _, let wave, _, _):
            (id, wave)
        default: nil
        }
    }

    /// The rollout of whose days a customer is told with it, if they are: where a hotfix replaces another, of the hotfix's.
    public var toldRollout: RolloutID? {
        if case .replaced(_, _, _, let next, _) = self { next } else { toldWave?.rollout }
    }

    /// True for what goes to our own people.
    public var isForStaff: Bool {
        switch self {
        case .quarantined, .drill, .supportRisk: true
        default: false
        }
    }

    /// True for those whose key names a person or an address: the journal does not.
    public var namesPerson: Bool {
        switch self {
        case .quarantined, .confirm: true
        default: false
        }
    }

    /// The conversation it belongs to: an incident, a wave, an appointment.
    public var thread: String {
        switch self {
        case .notice(let id, _, let wave, _), .reminder(let id, _, let wave, _),
            .moved(let id, _, let wave, _, _, _, _),
            .replanned(let id, _, let wave, _, _), .replaced(let id, _, let wave, _, _),
            .installed(let id, _, let wave, _),
            .rolledBack(let id, _, let wave, _):
            "rollout/\(id)/\(wave)"
        case .appointment(let id, let site, _): "appointment/\(id)/\(site)"
        case .supportEnds(let id, _): "support/\(id)"
        case .maintenance(let id, _): "maintenance/\(id)"
        case .update(let id, _), .restored(let id, _), .story(let id, _), .notAffected(let id, _), .drill(let id, _):
            "incident/\(id)"
        case .summary, .confirm: key
        case .quarantined(let contact, _): "quarantine/\(contact)"
        case .supportRisk(let id, let customer, _): "support/\(id)/\(customer)"
        }
    }

    /// What its recipient unsubscribes from with one click.
    public var list: MessageList {
        switch self {
        case .summary: .incidents
        case .confirm: .subscription
        default: incident == nil ? .planned : .incidents
        }
    }

    /// True for what is told to those whom the facts never matched, and to those who rehearse.
    public var isForOutsiders: Bool {
        switch self {
        case .notAffected, .drill: true
        default: false
        }
    }

    /// The wave of a rollout it is about, if it is about one.
    public var wave: (rollout: RolloutID, index: Int)? {
        switch self {
        case .notice(let id, _, let wave, _), .reminder(let id, _, let wave, _),
            .moved(let id, _, let wave, _, _, _, _),
            .replanned(let id, _, let wave, _, _), .replaced(let id, _, let wave, _, _),
            .installed(let id, _, let wave, _),
            .rolledBack(let id, _, let wave, _):
            (id, wave)
        case .appointment, .supportEnds, .maintenance, .update, .restored, .story, .notAffected, .drill,
            .summary, .confirm, .quarantined, .supportRisk:
            nil
        }
    }
}
