import EvenkeelDomain

/// The figures of single sites that the planner compares, computed from the image, the policy and the past.
struct SiteFigures {
    struct Row {
        var seats: Int32
        var weight: Int32
        var wanted: Int32
        var pinnedUntil: Int32
        var latest: Int32
        var restsUntil: Int32
        var steps: Int32
        var isOverdue: Bool
        var isSizeless: Bool

        /// With another member of the same unit.
        func joined(by other: Row) -> Row {
            Row(
                seats: Int32(clamping: Int(seats) + Int(other.seats)),
                weight: Int32(clamping: Int(weight) + Int(other.weight)), wanted: max(wanted, other.wanted),
                pinnedUntil: max(pinnedUntil, other.pinnedUntil), latest: min(latest, other.latest),
                restsUntil: max(restsUntil, other.restsUntil), steps: max(steps, other.steps),
                isOverdue: isOverdue || other.isOverdue, isSizeless: isSizeless || other.isSizeless)
        }
    }

    let past: PastReading
    private let weights: SiteWeights
    private let assumedSeats: Int32
    private let seats: [Int32]
    private let wants: [UInt32]
    private let wantedBySet: [Int32]
    private let versions: [UInt32]
    private let stepsByVersion: [Int32]
    private let pins: [Int32]
    private let supportEnds: [Int32]
    private let contractDue: [Int32]
    private let due: DuePolicy
    private let firstOpens: Int32

    init(
        _ image: FleetImage, weights: SiteWeights, assumedSeats: Int, policy: Policy, context: PlanContext,
        firstOpens: CivilDate
    ) {
        past = PastReading(image, history: context.history, rest: policy.fatigue)
        self.weights = weights
        self.assumedSeats = Int32(clamping: assumedSeats)
        seats = image.seats.values
        wants = image.wants.codes
        wantedBySet = image.wants.values.map { Int32($0.intersection(policy.release.fixes).count) }
        versions = image.version.codes
        stepsByVersion = image.version.values.map { Int32(policy.release.stops(from: $0).count + 1) }
        pins = image.pinnedUntil.values
        supportEnds = image.supportEnds.values
        contractDue = image.contractDue.values
        due = policy.due ?? DuePolicy()
        self.firstOpens = Int32(firstOpens.dayNumber)
    }

    subscript(site: Int) -> Row {
        let support = Self.date(supportEnds, site)
        let contract = Self.date(contractDue, site)
        var latest = Int32.max
        if due.support == .must, support >= firstOpens { latest = support }
        if due.contract == .must, contract >= firstOpens { latest = min(latest, contract) }
        let set = wants.isEmpty ? 0 : Int(wants[site])
        let version = versions.isEmpty ? 0 : Int(versions[site])
        let size = seats.isEmpty ? IntegerColumn.unknown : seats[site]
        return Row(
            seats: size == IntegerColumn.unknown ? assumedSeats : size, weight: Int32(weights[site]),
            wanted: set == 0 ? -1 : wantedBySet[set - 1],
            pinnedUntil: pins.isEmpty ? IntegerColumn.unknown : pins[site], latest: latest,
            restsUntil: past.restsUntil(of: site), steps: version == 0 ? 1 : stepsByVersion[version - 1],
            isOverdue: min(support, contract) < firstOpens, isSizeless: size == IntegerColumn.unknown)
    }

    /// Day number; `Int32.max` where there is none.
    private static func date(_ column: [Int32], _ site: Int) -> Int32 {
        guard !column.isEmpty, column[site] != IntegerColumn.unknown else { return .max }
        return column[site]
    }
}

/// What past rollouts taught about sites: how good their feedback is, and who has just been first.
struct PastReading {
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

    /// By site, what is given and what was learned; NaN where nothing is known, empty where that is so everywhere.
    func feedback() -> [Double] {
        guard !records.isEmpty else { return image.feedback.values }
        var values = image.feedback.values
        if values.isEmpty { values = Array(repeating: .nan, count: image.count) }
        for (site, record) in records {
            let given = image.feedback[Int(site)].flatMap { Share($0) }
            values[Int(site)] = record.feedback(given: given)?.value ?? .nan
        }
        return values
    }

    func restsUntil(of site: Int) -> Int32 {
        guard restDays > 0, !records.isEmpty, let last = records[Int32(site)]?.lastFirst else { return .min }
        return Int32(clamping: last.dayNumber + Int(restDays))
    }
}
