/// What past rollouts show of an installation: whether it answers, how soon, and whether what it reports is so.
public struct TrackRecord: Hashable, Sendable, Codable {
    /// How often it was asked how a release is doing.
    public let asked: Int
    /// How often it answered; never more than it was asked.
    public let answered: Int
    /// Median, from the install to its first report; nil where it never reported.
    public let hoursToFirstReport: Double?
    /// Problems it reported.
    public let reports: Int
    /// Those that turned out to be so.
    public let confirmed: Int
    /// The last day on which it was in an early wave; nil where it never was.
    public let lastFirst: CivilDate?

    /// Nil where the figures contradict one another: a negative count, more answers than questions, more reports
    /// confirmed than made, a time that is negative or not finite.
    public init?(
        asked: Int = 0, answered: Int = 0, hoursToFirstReport: Double? = nil, reports: Int = 0, confirmed: Int = 0,
        lastFirst: CivilDate? = nil
    ) {
        guard answered >= 0, asked >= answered, confirmed >= 0, reports >= confirmed,
            hoursToFirstReport.map({ $0 >= 0 && $0.isFinite }) ?? true
        else { return nil }
        self.asked = asked
        self.answered = answered
        self.hoursToFirstReport = hoursToFirstReport
        self.reports = reports
        self.confirmed = confirmed
        self.lastFirst = lastFirst
    }
}

extension TrackRecord {
    /// Four questions' worth: a site that was asked four times counts half by what it did and half by what is said of it.
    public static let priorQuestions = 4.0

    /// A first report after a day is worth half of one at once.
    public static let halfWorthHours = 24.0

    /// The quality of feedback, 0...1, learned from the record and shrunk towards what is given. Nil where nothing is
    /// known: nothing given, nothing asked, nothing reported.
    ///
    ///     quality = .5 rate + .2 speed + .3 truth,   prior g = given, or .5 where none is
    ///     rate    = (answered + 4 g) / (asked + 4)
    ///     speed   = (answered s + 4 g) / (answered + 4),   s = 1 / (1 + hours / 24); g where no time is known
    ///     truth   = (confirmed + 4 g) / (reports + 4)
    ///
    /// Each part is the posterior mean of a beta-binomial model whose prior has mean g and the weight of four
    /// observations (Gelman et al., Bayesian Data Analysis, section 2.4), so that one lucky answer makes nobody a
    /// champion, and without a record the quality is what is given.
    public func feedback(given: Share?) -> Share? {
        guard given != nil || asked > 0 || reports > 0 else { return nil }
        let prior = given?.value ?? 0.5
        func shrunk(_ successes: Double, of trials: Int) -> Double {
            (successes + Self.priorQuestions * prior) / (Double(trials) + Self.priorQuestions)
        }
        let speed = hoursToFirstReport.map { hours in
            shrunk(Double(answered) * Self.halfWorthHours / (Self.halfWorthHours + hours), of: answered)
        }
        let quality =
            0.5 * shrunk(Double(answered), of: asked) + 0.2 * (speed ?? prior)
            + 0.3 * shrunk(Double(confirmed), of: reports)
        // The weights add up to 1, but their sum may be off by the last bit.
        return Share(min(1, max(0, quality)))
    }
}
