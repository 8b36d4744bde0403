import EvenkeelDomain

/// What one look at the days people were told comes to: a decision for each wave and new day, and the notices as they
/// stand after all of them, so that the one message to a customer names all of their days.
struct ToldDaysDraft {
    struct Place: Hashable {
        let wave: Int
        /// Nil where no other day is known yet.
        let day: CivilDate?
    }

    private struct LostKey: Hashable {
        let wave: Int
        let customer: CustomerID
        let isOpen: Bool
    }

    private struct Holder: Hashable {
        let customer: CustomerID
        let wave: Int
    }

    private let rollout: Rollout
    private let newest: [InstallationID: NoticeRow]
    private let theirs: [Holder: Set<NoticeRow>]
    private let now: Timestamp
    private var notices: [Holder: NoticeRow] = [:]
    private var moved: [Place: MovedDates] = [:]
    private var holders: [Place: Set<Holder>] = [:]
    /// Whose sites are told a day for the first time, or after one that was taken back.
    private var firstTold: [Place: Set<CustomerID>] = [:]
    /// The days that do not hold, by wave, customer, and whether another is known.
    private var lost: [LostKey: [LostDay]] = [:]

    init(rollout: Rollout, newest: [InstallationID: NoticeRow], now: Timestamp) {
        self.rollout = rollout
        self.newest = newest
        theirs = Dictionary(grouping: newest.values) { Holder(customer: $0.customer, wave: $0.wave) }.mapValues(
            Set.init)
        self.now = now
    }

    /// In the order of waves and days; those that know no other day come last.
    var changes: [(Place, MovedDates)] {
        func order(_ place: Place) -> (Int, Int) { (place.wave, place.day?.dayNumber ?? .max) }
        return moved.sorted { order($0.key) < order($1.key) }.map { place, change in
            var change = change
            change.notices = (holders[place] ?? []).sorted { $0.customer < $1.customer }.compactMap { notices[$0] }
            return (place, change)
        }
    }

    /// Who was told another day hears that it moves; who holds none gets a notice, and so does who hears of such a site as well.
    func subjects(for customer: CustomerID, _ place: Place) -> [DeliverySubject] {
        let row = notices.first { $0.key.customer == customer && holders[place]?.contains($0.key) == true }?.value
        // Rounds are counted anew in each revision.
        let (revision, round) = (rollout.revision, rollout.waves[place.wave].round)
        let lost = lost[LostKey(wave: place.wave, customer: customer, isOpen: place.day == nil)] ?? []
        let wave = row?.wave ?? place.wave
        var subjects: [DeliverySubject] = []
        if let was = lost.map(\.day).min() {
            subjects.append(
                .moved(
                    rollout.id, revision: revision, wave: wave, round: round, was: was, to: place.day,
                    lost: lost.sorted { $0.site < $1.site }))
        }
        if lost.isEmpty || firstTold[place]?.contains(customer) == true {
            subjects.append(.notice(rollout.id, revision: revision, wave: wave, round: round))
        }
        return subjects
    }

    mutating func move(
        _ row: PlacementRow, from told: CivilDate?, to day: CivilDate, opens: Timestamp, cause: SiteDate.Cause,
        mustAgree: Bool
    ) {
        let site = row.installation
        let place = Place(wave: row.wave, day: day)
        var (holder, notice) = notice(of: row)
        // It is told for the first time, after a day that was taken back, or at last: its time counts from now.
        if !notice.stands || notice.installations.isEmpty || told == nil && notice.isUnheard {
            notice.announcedAt = now
        }
        if !notice.stands {
            // Those of its sites that something keeps still have no day.
            notice.state = .initial
            notice.agreed = []
            notice.installations = []
        }
        if !notice.installations.contains(site) { notice.installations = (notice.installations + [site]).sorted() }
        notice.mustAgree = notice.mustAgree || mustAgree
        notice.move([site], to: day, at: now)
        // Whoever had agreed had agreed to another day.
        notice.askAnew([site])
        keep(notice, holder, place)
        let first = moved[place]?.opensAt ?? opens
        moved[place]?.opensAt = min(first, opens)
        moved[place]?.dates.append(
            SiteDate(rollout: rollout.id, installation: site, notBefore: opens, cause: cause))
        if let told { lose(told, of: row, place) } else { firstTold[place, default: []].insert(row.customer) }
    }

    mutating func takeBack(_ row: PlacementRow, was told: CivilDate) {
        let place = Place(wave: row.wave, day: nil)
        var (holder, notice) = notice(of: row)
        notice.takeBack(row.installation)
        keep(notice, holder, place)
        lose(told, of: row, place)
    }

    /// Takes back the day of a site that a withdrawn notice of the same wave names no more.
    mutating func takeBack(_ row: PlacementRow, beside known: NoticeRow, was told: CivilDate) {
        let holder = Holder(customer: row.customer, wave: known.wave)
        var notice = notices[holder] ?? known
        notice.installations = (notice.installations + [row.installation]).sorted()
        let place = Place(wave: row.wave, day: nil)
        keep(notice, holder, place)
        lose(told, of: row, place)
    }

    private mutating func lose(_ day: CivilDate, of row: PlacementRow, _ place: Place) {
        let key = LostKey(wave: place.wave, customer: row.customer, isOpen: place.day == nil)
        lost[key, default: []].append(LostDay(site: row.installation, day: day))
    }

    private func notice(of row: PlacementRow) -> (Holder, NoticeRow) {
        // A day that was taken back, in another wave maybe, is named by the notice of the wave in which the site is now.
        if let known = newest[row.installation], known.stands {
            let holder = Holder(customer: row.customer, wave: known.wave)
            return (holder, notices[holder] ?? known)
        }
        let holder = Holder(customer: row.customer, wave: row.wave)
        let theirs = theirs[holder] ?? []
        let beside =
            theirs.filter(\.stands).max { $0.isOlder(than: $1) } ?? newest[row.installation].flatMap { known in
                known.wave == row.wave ? known : nil
            } ?? theirs.first { $0.revision == rollout.revision }
        return (
            holder,
            notices[holder] ?? beside
                ?? NoticeRow(
                    rollout: rollout.id, revision: rollout.revision, wave: row.wave, customer: row.customer,
                    announcedAt: now, installations: [])
        )
    }

    /// Whether a customer has said no to a notice of that wave, which is a no for all their sites in it.
    func hasDeclined(_ row: PlacementRow) -> Bool {
        theirs[Holder(customer: row.customer, wave: row.wave)]?.contains { $0.state == .declined } ?? false
    }

    private mutating func keep(_ notice: NoticeRow, _ holder: Holder, _ place: Place) {
        notices[holder] = notice
        holders[place, default: []].insert(holder)
        if moved[place] == nil { moved[place] = MovedDates(rollout: rollout.id, wave: place.wave, opensAt: nil) }
        moved[place]?.sites += 1
    }
}
