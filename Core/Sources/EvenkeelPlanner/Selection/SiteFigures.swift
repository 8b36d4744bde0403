import EvenkeelDomain

/// The figures of single sites that the planner compares, computed from the image, the policy and the past.
struct SiteFigures {
    struct Row {
        var seats: Int32
        var weight: Int32
        var complexity: Double
        var friendly: Double
        var feedback: Double
        var wanted: Int32
        var pinnedUntil: Int32
        var due: Int32
        var latest: Int32
        var restsUntil: Int32
        var steps: Int32
        var isOverdue: Bool
        var isSizeless: Bool

        /// With another member of the same unit. A NaN, unknown, wins.
        func joined(by other: Row) -> Row {
            var joined = self
            joined.seats = Int32(clamping: Int(seats) + Int(other.seats))
            joined.weight = Int32(clamping: Int(weight) + Int(other.weight))
            joined.complexity = complexity.isNaN || other.complexity.isNaN ? .nan : max(complexity, other.complexity)
            joined.friendly = friendly.isNaN || other.friendly.isNaN ? .nan : min(friendly, other.friendly)
            joined.feedback = feedback.isNaN || other.feedback.isNaN ? .nan : min(feedback, other.feedback)
            joined.wanted = max(wanted, other.wanted)
            joined.pinnedUntil = max(pinnedUntil, other.pinnedUntil)
            joined.due = min(due, other.due)
            joined.latest = min(latest, other.latest)
            joined.restsUntil = max(restsUntil, other.restsUntil)
            joined.steps = max(steps, other.steps)
            joined.isOverdue = isOverdue || other.isOverdue
            joined.isSizeless = isSizeless || other.isSizeless
            return joined
        }
    }

    private let image: FleetImage
    private let weights: SiteWeights
    private let assumedSeats: Int32
    private let wantedBySet: [Int32]
    private let stepsByVersion: [Int32]
    private let due: DuePolicy
    private let firstOpens: Int32
    private let past: PastReading

    init(
        _ image: FleetImage, weights: SiteWeights, assumedSeats: Int, policy: Policy, context: PlanContext,
        firstOpens: CivilDate
    ) {
        self.image = image
        self.weights = weights
        self.assumedSeats = Int32(clamping: assumedSeats)
        wantedBySet = image.wants.values.map { Int32($0.intersection(policy.release.fixes).count) }
        stepsByVersion = image.version.values.map { Int32(policy.release.stops(from: $0).count + 1) }
        due = policy.due ?? DuePolicy()
        self.firstOpens = Int32(firstOpens.dayNumber)
        past = PastReading(image, history: context.history, rest: policy.fatigue)
    }

    subscript(site: Int) -> Row {
        let support = image.supportEnds[site].map(Int32.init) ?? .max
        let contract = image.contractDue[site].map(Int32.init) ?? .max
        let date = min(support, contract)
        var latest = Int32.max
        if due.support == .must, support >= firstOpens { latest = support }
        if due.contract == .must, contract >= firstOpens { latest = min(latest, contract) }
        let set = image.wants.code(of: site)
        let version = image.version.code(of: site)
        return Row(
            seats: image.seats[site].map(Int32.init) ?? assumedSeats, weight: Int32(weights[site]),
            complexity: image.effectiveComplexity(of: site) ?? .nan, friendly: image.friendly[site] ?? .nan,
            feedback: past.feedback(of: site) ?? .nan, wanted: set == 0 ? -1 : wantedBySet[set - 1],
            pinnedUntil: image.pinnedUntil[site].map(Int32.init) ?? .min, due: date, latest: latest,
            restsUntil: past.restsUntil(of: site), steps: version == 0 ? 1 : stepsByVersion[version - 1],
            isOverdue: date < firstOpens, isSizeless: image.seats[site] == nil)
    }
}

/// What past rollouts taught about sites: how good their feedback is, and who has just been first.
private struct PastReading {
    private let image: FleetImage
    private let records: [Int32: TrackRecord]
    private let restDays: Int32

    init(_ image: FleetImage, history: [InstallationID: TrackRecord], rest: TimeSpan?) {
        self.image = image
        var records: [Int32: TrackRecord] = [:]
        for (id, record) in history {
            if let site = image.number(of: id) { records[Int32(site)] = record }
        }
        self.records = records
        restDays =
            rest.map { Int32(clamping: $0.milliseconds / 86_400_000 + ($0.milliseconds % 86_400_000 > 0 ? 1 : 0)) } ?? 0
    }

    func feedback(of site: Int) -> Double? {
        let given = image.feedback[site]
        guard !records.isEmpty, let record = records[Int32(site)] else { return given }
        return record.feedback(given: given.flatMap { Share($0) })?.value
    }

    func restsUntil(of site: Int) -> Int32 {
        guard restDays > 0, !records.isEmpty, let last = records[Int32(site)]?.lastFirst else { return .min }
        return Int32(clamping: last.dayNumber + Int(restDays))
    }
}
