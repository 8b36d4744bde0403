/// A version with its provenance, for people: `5.2.0 (probe, 2026-12-01T09:00:00Z)`.
public enum VersionWords {
    public static func of(_ site: InstallationDocument) -> String? {
        guard let version = site.version else { return nil }
        let provenance = [site.versionSource, site.versionAt].compactMap(\.self)
        return provenance.isEmpty ? version : "\(version) (\(provenance.joined(separator: ", ")))"
    }
}
