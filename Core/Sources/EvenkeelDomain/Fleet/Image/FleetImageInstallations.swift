extension FleetImage {
    /// The image of a fleet, whose ids must be distinct.
    public init(_ fleet: Fleet) {
        var builder = FleetImageBuilder()
        for site in fleet.installations { builder.append(site) }
        precondition(
            zip(builder.ids, builder.ids.dropFirst()).allSatisfy { $0 < $1 }, "two installations with the same id")
        self = builder.image(RowOrder(count: builder.count), fleet.customers)
    }

    /// A site as it was: every fact unknown, none or known as before.
    public func installation(at site: Int) -> Installation {
        var result = Installation(id: ids[site], customer: customerID(of: site))
        result.product = product[site]
        result.version = version[site]
        result.features = features[site]
        result.environment = attributes(of: site)
        result.complexity = complexity[site].flatMap(Share.init)
        result.friendly = friendly[site].flatMap(Share.init)
        result.feedback = feedback[site].flatMap(Share.init)
        result.criticality = criticality[site]
        result.seats = seats[site]
        result.wants = wants[site]
        result.region = region[site]
        result.country = country[site]
        result.timezone = timezone[site]
        result.locale = locale[site]
        result.workweek = workweek[site]
        result.serviceHours = serviceHours[site]
        result.window = window[site]
        result.accountManager = accountManager[site]
        result.team = team[site]
        result.externalID = externalID[site]
        result.executor = executor[site]
        result.probe = probe[site]
        result.pinnedUntil = pinnedUntil[site].map(CivilDate.init(dayNumber:))
        result.supportEnds = supportEnds[site].map(CivilDate.init(dayNumber:))
        result.contractDue = contractDue[site].map(CivilDate.init(dayNumber:))
        result.after = after[site]
        result.movesWith = movesWith[site]
        result.tags = tags[site]
        return result
    }

    /// A site's environment; nil where it is unknown.
    public func attributes(of site: Int) -> [String: String]? {
        environmentKnown[site] ? environment.compactMapValues { $0[site] } : nil
    }
}
