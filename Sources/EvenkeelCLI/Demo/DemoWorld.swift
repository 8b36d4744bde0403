import EvenkeelDomain
import Foundation

/// The sites of the demo: a folder for each with the version file that the install script really writes, and a
/// release that hides a fault at sites with two features together.
struct DemoWorld: Sendable {
    static let faultyFeatures: Set<String> = ["call-queue", "fax"]
    static let faultyVersion = "5.2.0"

    let folder: URL
    let fleet: Fleet

    var script: String { folder.appending(path: "install.sh").path }

    /// Writes the install script; the sites' folders come with the installs.
    static func make(in folder: URL, fleet: Fleet) throws -> DemoWorld {
        let world = DemoWorld(folder: folder, fleet: fleet)
        try FileManager.default.createDirectory(at: folder.appending(path: "sites"), withIntermediateDirectories: true)
        let script = """
            #!/bin/sh
            # Installs a version at a site: the demo's stand-in for the real thing. Writes the site's version file.
            set -eu
            site=$1 version=$2
            mkdir -p "sites/$site"
            printf '%s\\n' "$version" > "sites/$site/version.new"
            mv "sites/$site/version.new" "sites/$site/version"
            echo "installed $version at $site"

            """
        try Data(script.utf8).write(to: URL(filePath: world.script))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: world.script)
        return world
    }

    /// What the version file of a site says; nil where nothing has been installed yet.
    func versionFile(of site: InstallationID) -> String? {
        guard let data = FileManager.default.contents(atPath: folder.appending(path: "sites/\(site)/version").path)
        else {
            return nil
        }
        return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    func isFaulty(_ site: Installation) -> Bool {
        Self.faultyFeatures.isSubset(of: site.features ?? []) && versionFile(of: site.id) == Self.faultyVersion
    }

    /// What the sites that have something installed report: health by their monitoring, the first time also the use of a
    /// feature, and the answer of a friendly customer.
    func reports(at now: Timestamp, reported: inout Set<InstallationID>) -> [Outcome] {
        fleet.installations.flatMap { site -> [Outcome] in
            guard let text = versionFile(of: site.id), let version = Version(text) else { return [] }
            func outcome(_ kind: Outcome.Kind, fault: String? = nil, feature: String? = nil) -> Outcome {
                Outcome(
                    id: OutcomeID("\(site.id)/\(text)/\(now)/\(kind.rawValue)"), installation: site.id,
                    release: version, kind: kind, at: now, fault: fault, feature: feature)
            }
            if isFaulty(site) {
                return [outcome(.unhealthy, fault: "faxes in a call queue are cut off after the first page")]
            }
            var outcomes = [outcome(.healthy)]
            if reported.insert(site.id).inserted {
                if site.features?.contains("call-queue") == true {
                    outcomes.append(outcome(.used, feature: "call-queue"))
                }
                if (site.friendly?.value ?? 0.5) > 0.2 { outcomes.append(outcome(.responseFine)) }
            }
            return outcomes
        }
    }
}
