import EvenkeelDomain

/// What one look at the days people were told comes to: a decision for each wave and new day, and the notices as they
/// stand after all of them, so that the one message to a customer names all of their days.
struct ToldDaysDraft {
    struct Place: Hashable {
        let wave: Int
        /// Nil where no other day is known yet.
        let day: CivilDate?
    }

    private struct NoticeKey: Hashable {
        /// Of the site.
        let wave: Int
        /// Of the notice.
        let noticed: Int
        let revision: Int
        let customer: CustomerID
    }

    private struct Holder: Hashable {
        let customer: CustomerID
        let wave: Int
    }

    private let rollout: Rollout
    private let newest: [InstallationID: NoticeRow]
    private let older: [InstallationID: [NoticeRow]]
    private let now: Timestamp
    private var notices: [Holder: NoticeRow] = [:]
    /// Of earlier revisions, by customer, wave and revision: those that a day was taken from.
    private var reduced: [NoticeKey: NoticeRow] = [:]
    private var moved: [Place: MovedDates] = [:]
    private var holders: [Place: Set<Holder>] = [:]
    /// The days taken back, where no other is known yet.
    private var lost: [Place: [CustomerID: [LostDay]]] = [:]
    /// The first day that each customer was told and that does not hold.
    private var was: [CustomerID: CivilDate] = [:]

    /// - Parameter known: the notices of those that it is about.
    init(rollout: Rollout, notices known: [NoticeRow], now: Timestamp) {
        self.rollout = rollout
        let newest = NoticeRow.newest(known)
        self.newest = newest
        var older: [InstallationID: [NoticeRow]] = [:]
        for notice in known where notice.stands {
            for site in notice.installations where newest[site] != notice { older[site, default: []].append(notice) }
        }
        self.older = older
        self.now = now
    }

    /// In the order of waves and days; those that know no other day come last.
    var changes: [(Place, MovedDates)] {
        func order(_ place: Place) -> (Int, Int) { (place.wave, place.day?.dayNumber ?? .max) }
        return moved.sorted { order($0.key) < order($1.key) }.map { place, change in
            var change = change
            change.notices = (holders[place] ?? []).sorted { $0.customer < $1.customer }.compactMap { notices[$0] }
            if place.day == nil { change.older = reduced.filter { $0.key.wave == place.wave }.map(\.value) }
            return (place, change)
        }
    }

    /// Who was told another day hears that it moves; who holds none gets a notice.
    func subject(for customer: CustomerID, _ place: Place) -> DeliverySubject {
        let row = notices.first { $0.key.customer == customer && holders[place]?.contains($0.key) == true }?.value
        let (revision, round) = (row?.revision ?? rollout.revision, rollout.waves[place.wave].round)
        guard let was = was[customer] else {
            return .notice(rollout.id, revision: revision, wave: row?.wave ?? place.wave, round: round)
        }
        return .moved(
            rollout.id, revision: revision, wave: row?.wave ?? place.wave, round: round, was: was, to: place.day,
            lost: lost[place]?[customer]?.sorted { $0.site < $1.site })
    }

    mutating func move(
        _ row: PlacementRow, from told: CivilDate?, to day: CivilDate, opens: Timestamp, cause: SiteDate.Cause,
        mustAgree: Bool
    ) {
        let site = row.installation
        let place = Place(wave: row.wave, day: day)
        var (holder, notice) = notice(of: row)
        if told == nil {
            // It is told for the first time, or after a day that was taken back: its time counts from now.
            notice.announcedAt = now
            if notice.state == .withdrawn {
                // Those of its sites that something keeps still have no day.
                notice.state = .initial
                notice.agreed = []
                notice.installations = []
            }
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
        remember(told, of: row.customer)
    }

    mutating func takeBack(_ row: PlacementRow, was told: CivilDate) {
        let place = Place(wave: row.wave, day: nil)
        var (holder, notice) = notice(of: row)
        notice.takeBack(row.installation)
        keep(notice, holder, place)
        // Else an older word would count again.
        for known in older[row.installation] ?? [] {
            let key = NoticeKey(wave: row.wave, noticed: known.wave, revision: known.revision, customer: known.customer)
            reduced[key, default: known].takeBack(row.installation)
        }
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
        lost[place, default: [:]][row.customer, default: []].append(LostDay(site: row.installation, day: day))
        remember(day, of: row.customer)
    }

    private func notice(of row: PlacementRow) -> (Holder, NoticeRow) {
        if let known = newest[row.installation] {
            let holder = Holder(customer: row.customer, wave: known.wave)
            return (holder, notices[holder] ?? known)
        }
        let holder = Holder(customer: row.customer, wave: row.wave)
        let beside = newest.values.first { notice in
            notice.customer == row.customer && notice.wave == row.wave && notice.revision == rollout.revision
        }
        return (
            holder,
            notices[holder] ?? beside
                ?? NoticeRow(
                    rollout: rollout.id, revision: rollout.revision, wave: row.wave, customer: row.customer,
                    announcedAt: now, installations: [])
        )
    }

    private mutating func keep(_ notice: NoticeRow, _ holder: Holder, _ place: Place) {
        notices[holder] = notice
        holders[place, default: []].insert(holder)
        if moved[place] == nil { moved[place] = MovedDates(rollout: rollout.id, wave: place.wave, opensAt: nil) }
        moved[place]?.sites += 1
    }

    private mutating func remember(_ told: CivilDate?, of customer: CustomerID) {
        guard let told else { return }
        was[customer] = min(was[customer] ?? told, told)
    }
}
