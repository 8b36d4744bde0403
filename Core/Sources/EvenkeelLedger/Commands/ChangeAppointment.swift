public import EvenkeelDomain

/// Makes an appointment or takes a step with one, with what the decision needs to know of the rows.
public struct ChangeAppointment: Hashable, Sendable {
    /// As it stands; nil for one that is made.
    public var before: Appointment?
    /// As it shall be: its sequence and state are set by the decision.
    public var after: Appointment
    /// Nil for one that is made.
    public var step: AppointmentState.Step?
    /// What else the person has agreed to.
    public var others: [Appointment]
    /// Another one that is agreed on for the same place; nil where there is none.
    public var standing: AppointmentID?
    /// What is against its time: a freeze, or others who have taken that day; nil where nothing is.
    public var obstacle: StartObstacle?
    /// The notices that name another day for the site, with this one; of one that the rollout calls off, without its day.
    public var notices: [NoticeRow]
    /// The site's place; nil where it has none.
    public var place: PlacementRow?
    /// The invitations to both sides, or their cancellations.
    public var deliveries: [Delivery]
    /// What the leak guard found in the name of who comes.
    public var words: LeakCheck
    /// True where it is called off because its rollout has stopped, or something of ours keeps the site: the message says
    /// so, in each reader's language, and no words of anybody's are needed.
    public var isOfRollout: Bool
    /// What the customer said who has chosen its time; nil where it was one of us.
    public var answer: Answer?

    public init(
        before: Appointment?, after: Appointment, step: AppointmentState.Step?, others: [Appointment] = [],
        standing: AppointmentID? = nil, obstacle: StartObstacle? = nil, notices: [NoticeRow] = [],
        place: PlacementRow? = nil, deliveries: [Delivery] = [],
        words: LeakCheck = LeakCheck(), isOfRollout: Bool = false, answer: Answer? = nil
    ) {
        self.answer = answer
        self.isOfRollout = isOfRollout
        self.deliveries = deliveries
        self.before = before
        self.after = after
        self.step = step
        self.others = others
        self.standing = standing
        self.obstacle = obstacle
        self.notices = notices
        self.place = place
        self.words = words
    }
}
