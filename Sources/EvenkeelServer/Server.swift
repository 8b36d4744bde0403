public import Hummingbird

/// The whole server as a router: the one build function that `serve`, the demo and the tests use.
///
/// Everything but the public page, its feed and subscriptions, the assets, `/healthz`, `/readyz` and `/login` stands
/// behind a gate.
/// Throws if the templates cannot be read.
public func router(context: ServerContext) async throws -> Router<ServerRequestContext> {
    let site = try await Site(context)
    let router = Router(context: ServerRequestContext.self, options: .autoGenerateHeadEndpoints)
    router.add(middleware: SecurityHeaders())
    router.add(middleware: ProblemAnswers(pages: site.templates, siteName: context.siteName))
    HealthRoutes(site: site).add(to: router)
    PublicRoutes(site: site).add(to: router)
    LoginRoutes(site: site).add(to: router)
    CustomerPageRoutes(site: site).add(to: router)
    PressRoutes(site: site).add(to: router)
    PreferenceRoutes(site: site).add(to: router)
    SubscriptionRoutes(site: site).addPublic(to: router)
    AlertRoutes(site: site).addLinks(to: router)
    TechnicianRoutes(site: site).add(to: router)
    RecordRoutes(site: site).addPublic(to: router)
    InstallCallbackRoutes(site: site).add(to: router)

    let api = router.group("/api/v1").add(middleware: TokenGate(gatekeeper: site.gatekeeper)).add(
        middleware: RepeatGate(store: site.store))
    FleetRoutes(site: site).add(to: api)
    ReleaseRoutes(site: site).add(to: api)
    RolloutRoutes(site: site).add(to: api)
    InstallRoutes(site: site).add(to: api)
    BundleRoutes(site: site).add(to: api)
    HoldRoutes(site: site).add(to: api)
    CalendarRoutes(site: site).add(to: api)
    CrossingRoutes(site: site).add(to: api)
    IncidentRoutes(site: site).add(to: api)
    DrillRoutes(site: site).add(to: api)
    MaintenanceRoutes(site: site).add(to: api)
    AlertRoutes(site: site).add(to: api)
    DebtRoutes(site: site).add(to: api)
    DiagnosisRoutes(site: site).add(to: api)
    RecordRoutes(site: site).add(to: api)
    MessageRoutes(site: site).add(to: api)
    RecipientRoutes(site: site).add(to: api)
    SubscriptionRoutes(site: site).add(to: api)
    NoticeRoutes(site: site).add(to: api)
    AppointmentRoutes(site: site).add(to: api)
    SupportRoutes(site: site).add(to: api)
    OutcomeRoutes(site: site).add(to: api)
    FaultRoutes(site: site).add(to: api)
    ResponseRoutes(site: site).add(to: api)
    CustomerRoutes(site: site).add(to: api)
    JournalRoutes(site: site).add(to: api)
    AccessRoutes(site: site).add(to: api)
    // Whatever else is asked for below /api: a token first, then "not found".
    for method in [HTTPRequest.Method.get, .post, .put, .delete, .patch] {
        api.on("**", method: method) { _, _ -> Response in throw HTTPError(.notFound) }
    }

    let console = router.group("/console").add(middleware: SessionGate(gatekeeper: site.gatekeeper))
    ConsoleRoutes(site: site).add(to: console)
    ConsoleRolloutRoutes(site: site).add(to: console)
    ConsoleCalendarRoutes(site: site).add(to: console)
    ConsoleMaintenanceRoutes(site: site).add(to: console)
    ConsoleIncidentRoutes(site: site).add(to: console)
    ConsoleDiagnosisRoutes(site: site).add(to: console)
    ConsoleHoldRoutes(site: site).add(to: console)
    ConsoleJobRoutes(site: site).add(to: console)
    ConsoleVisitRoutes(site: site).add(to: console)
    return router
}

/// Routes of one kind.
typealias Routes = RouterMethods<ServerRequestContext>
