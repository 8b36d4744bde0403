import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger
import Hummingbird

/// Releases, and the components customers know.
struct ReleaseRoutes {
    let site: Site

    func add(to routes: some Routes) {
        routes.post("releases") { request, asker in
            let release = try ReleaseRequest.read(try await request.object(known: ReleaseRequest.members))
            try await site.perform(.registerRelease(release), request, asker)
            return try JSONAnswer.document(ReleaseDocument(release), for: request, status: .created)
        }
        routes.get("releases") { request, _ in
            let releases = await site.ledger.read { Array($0.releases.values) }.sorted {
                ($0.product, $0.version) < ($1.product, $1.version)
            }
            return try JSONAnswer.document(
                ReleasePage(releases: releases.map(ReleaseDocument.init), next: nil), for: request)
        }
        routes.get("releases/:product/:version") { request, asker in
            let name = "\(asker.part("product")) \(asker.part("version"))"
            guard let release = await site.ledger.read({ $0.releases[name] }) else {
                throw OperationError.refused(.unknownRelease(name))
            }
            return try JSONAnswer.document(ReleaseDocument(release), for: request)
        }
        routes.get("components") { request, _ in
            let components = await site.ledger.read { Array($0.components.values) }.sorted { $0.id < $1.id }
            return try JSONAnswer.document(
                ComponentPage(components: components.map(ComponentDocument.init), next: nil), for: request)
        }
        routes.post("components") { request, asker in
            let object = try await request.object(known: ["id", "name"])
            let id = ComponentID(try object.requiredLine("id"))
            guard id.isPlain else { throw object.bad("id", expected: "letters, digits, dots, dashes") }
            let component = Component(id: id, name: try object.requiredLine("name"))
            try await site.perform(.declareComponent(component), request, asker)
            return try JSONAnswer.document(ComponentDocument(component), for: request, status: .created)
        }
    }
}
