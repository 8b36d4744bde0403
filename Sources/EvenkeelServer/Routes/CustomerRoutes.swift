import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger
import Hummingbird

/// One customer on one screen.
struct CustomerRoutes {
    let site: Site

    func add(to routes: some Routes) {
        routes.get("customers/:id") { request, asker in
            try JSONAnswer.document(
                try await CustomerReading.of(CustomerID(asker.part("id")), site: site), for: request)
        }
    }
}
