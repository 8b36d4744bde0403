/// Facts of an installation that are one text, as columns of a `FleetImageBuilder`.
public enum TextFact: Int, CaseIterable, Sendable {
    case product, region, country, timezone, locale, serviceHours, window, accountManager, team, externalID, executor
    case probe, movesWith

    func value(of site: Installation) -> String? {
        switch self {
        case .product: site.product
        case .region: site.region
        case .country: site.country
        case .timezone: site.timezone
        case .locale: site.locale
        case .serviceHours: site.serviceHours
        case .window: site.window
        case .accountManager: site.accountManager
        case .team: site.team
        case .externalID: site.externalID
        case .executor: site.executor
        case .probe: site.probe
        case .movesWith: site.movesWith
        }
    }
}
