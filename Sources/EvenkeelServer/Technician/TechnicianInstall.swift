import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger
import Foundation

/// The install behind a technician's appointment, where the policy says that people install: begun with the first thing
/// that is done, ticked off, proven and ended like any other job.
struct TechnicianInstall {
    let site: Site
    let appointment: Appointment
    /// Who does it.
    let person: String

    /// Nil where something else than a person installs there.
    init?(_ appointment: Appointment, by person: String, site: Site) async {
        let by = await site.ledger.read { $0.rollouts[appointment.rollout]?.policy.execute.by }
        guard by == .manual else { return nil }
        self.site = site
        self.appointment = appointment
        self.person = person
    }

    /// The job as it stands, begun or not; nil where it is not the site's turn.
    func job() async throws -> Job? {
        try await site.operations.job(at: appointment.installation, of: appointment.rollout, now: site.now)
    }

    /// The number of the install, which begins with this if nobody has begun it.
    ///
    /// - Parameter why: why it is begun on a day whose room others have taken; nil to be refused then.
    @discardableResult
    func begun(why: String? = nil) async throws -> InstallID {
        if let id = try await job()?.install?.id { return id }
        return try await site.operations.begin(
            appointment.installation, of: appointment.rollout, by: person, byAppointment: true, why: why,
            at: site.now
        ).id
    }

    func tick(_ step: Int) async throws {
        try await site.operations.tick(try await begun(), step: step, by: person, at: site.now)
    }

    /// A record sent twice over a bad connection is kept once.
    func attach(_ file: UploadedFile) async throws {
        let id = try await begun()
        let content = Data(file.content).base64EncodedString()
        for known in try await site.store.records(of: id) where known.sizeBytes == file.content.count {
            if try await site.store.recordContent(of: id, number: known.number) == content { return }
        }
        _ = try await site.operations.attach(
            content, sizeBytes: file.content.count, named: file.name, type: file.type, to: id, by: person, at: site.now)
    }

    /// What was recorded before the answer was lost is not recorded again.
    func end(_ result: InstallResult) async throws {
        if try await job() == nil {
            let query = PlacementQuery(rollout: appointment.rollout, installation: appointment.installation)
            let state = try await site.store.placements(query).first?.state
            switch result {
            case .installed where state == .installed || state == .rolledBack: return
            case .failed where state?.isFailure == true: return
            default: break
            }
        }
        try await site.operations.endJob(try await begun(), result, at: site.now)
    }

    /// Somebody else is to come: what was begun has not failed.
    func leave(note: String) async throws {
        guard let install = try await job()?.install else { return }
        try await site.operations.endJob(install.id, .unreachable(note: note), at: site.now)
    }
}
