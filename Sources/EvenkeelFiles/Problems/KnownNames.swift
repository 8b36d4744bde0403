import EvenkeelDomain
import Foundation

/// Names that others have given: time zones, countries, languages.
enum KnownNames {
    private static let zones = Set(TimeZone.knownTimeZoneIdentifiers)

    /// True for an IANA zone or link. Foundation also accepts `GMT+3` and `EST`, which are offsets and not
    /// the rules of a place, so those are refused.
    static func isZone(_ name: String) -> Bool {
        zones.contains(name) || name == "UTC" || (name.contains("/") && TimeZone(identifier: name) != nil)
    }

    static func nearestZone(to name: String) -> String? {
        if let sameLetters = zones.first(where: { $0.lowercased() == name.lowercased() }) { return sameLetters }
        let cities = zones.filter { $0.lowercased().hasSuffix("/" + name.lowercased()) }
        return cities.min() ?? nearestName(to: name, in: zones)
    }

    /// ISO 3166-1 alpha-2, officially assigned codes.
    static let countries = Set(
        """
        AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY \
        BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK \
        FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR \
        IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK \
        ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM \
        PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF \
        TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW
        """.split(separator: " ").map(String.init))

    /// The shape of a language tag (RFC 5646 section 2.1): language, then script, region, variants and
    /// extensions in this order. Whether the subtags are registered is not looked at.
    static func isLanguageTag(_ tag: String) -> Bool {
        guard tag.utf8.allSatisfy({ $0.isASCIILetterOrDigit || $0 == 45 }), tag.utf8.count <= 64 else { return false }
        var parts = tag.split(separator: "-", omittingEmptySubsequences: false)[...]
        func isLetters(_ part: Substring) -> Bool { part.utf8.allSatisfy { $0 >= 65 } }
        guard let language = parts.popFirst(), isLetters(language), [2, 3, 5, 6, 7, 8].contains(language.count) else {
            return false
        }
        if let script = parts.first, script.count == 4, isLetters(script) { parts.removeFirst() }
        if let region = parts.first,
            region.count == 2 && isLetters(region) || region.count == 3 && region.allSatisfy(\.isNumber)
        {
            parts.removeFirst()
        }
        while let variant = parts.first,
            (5...8).contains(variant.count) || variant.count == 4 && variant.first?.isNumber == true
        {
            parts.removeFirst()
        }
        guard let singleton = parts.first else { return true }
        return singleton.count == 1 && parts.count > 1 && parts.last?.count != 1
            && parts.allSatisfy { (1...8).contains($0.count) }
    }
}
