// swift-tools-version: 6.2
import PackageDescription

// The edges of Evenkeel. The rules live in Core/, which does no I/O.
// Each dependency has its paragraph of reasons in docs/internals/decisions/0002-dependencies.md.

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
]

func core(_ name: String) -> Target.Dependency { .product(name: name, package: "Core") }
let domain = core("EvenkeelDomain")
let planner = core("EvenkeelPlanner")
let verdict = core("EvenkeelVerdict")
let ledger = core("EvenkeelLedger")
let simulator = core("EvenkeelSimulator")

let package = Package(
    name: "evenkeel",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "evenkeel", targets: ["evenkeel"])],
    dependencies: [
        .package(path: "Core"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
    ],
    targets: [
        .target(name: "CLibcurl", linkerSettings: [.linkedLibrary("curl")]),
        .target(
            name: "EvenkeelHTTP", dependencies: ["CLibcurl", .product(name: "Crypto", package: "swift-crypto")],
            swiftSettings: settings),
        .target(
            name: "EvenkeelFiles", dependencies: [domain, planner, ledger, .product(name: "Yams", package: "Yams")],
            resources: [.copy("Resources")], swiftSettings: settings),
        .target(
            name: "EvenkeelStore",
            dependencies: [
                domain, ledger, .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            swiftSettings: settings),
        .target(
            name: "EvenkeelChannels",
            dependencies: [
                domain, ledger, "CLibcurl", "EvenkeelHTTP", .product(name: "Crypto", package: "swift-crypto"),
            ],
            swiftSettings: settings),
        .target(
            name: "EvenkeelExecutors",
            dependencies: [
                domain, ledger, "EvenkeelHTTP", .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: settings),
        .target(
            name: "EvenkeelMailSink",
            dependencies: [
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: settings),
        .target(name: "EvenkeelAPI", dependencies: [domain, planner, verdict, ledger], swiftSettings: settings),
        .target(
            name: "EvenkeelServer",
            dependencies: [
                domain, planner, verdict, ledger, "EvenkeelAPI",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Mustache", package: "swift-mustache"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
            ],
            resources: [.copy("Resources")],
            swiftSettings: settings),
        .target(
            name: "EvenkeelCLI",
            dependencies: [
                domain, planner, verdict, ledger, simulator, "EvenkeelFiles", "EvenkeelStore", "EvenkeelChannels",
                "EvenkeelExecutors", "EvenkeelHTTP", "EvenkeelMailSink", "EvenkeelAPI", "EvenkeelServer",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            resources: [.copy("Resources")],
            swiftSettings: settings),
        .executableTarget(name: "evenkeel", dependencies: ["EvenkeelCLI"], swiftSettings: settings),
        .executableTarget(
            name: "evenkeel-bench",
            dependencies: [
                "EvenkeelFiles", "EvenkeelStore", domain, planner, verdict, ledger, simulator,
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            path: "Benchmarks/EvenkeelBench", swiftSettings: settings),
        .target(name: "EvenkeelTestSupport", path: "Tests/EvenkeelTestSupport", swiftSettings: settings),
        .testTarget(
            name: "EvenkeelFilesTests", dependencies: ["EvenkeelFiles", domain, planner, ledger, simulator],
            swiftSettings: settings),
        .testTarget(
            name: "EvenkeelCLITests",
            dependencies: [
                "evenkeel", "EvenkeelCLI", "EvenkeelAPI", "EvenkeelFiles", "EvenkeelMailSink", "EvenkeelStore", domain,
                planner, verdict, ledger, simulator, .product(name: "Subprocess", package: "swift-subprocess"),
            ],
            exclude: ["Golden"], swiftSettings: settings),
        .testTarget(
            name: "EvenkeelEndToEndTests",
            dependencies: [
                "evenkeel", "EvenkeelTestSupport", .product(name: "Subprocess", package: "swift-subprocess"),
            ],
            exclude: ["receiver.py"], swiftSettings: settings),
        .testTarget(
            name: "EvenkeelExecutorsTests",
            dependencies: [
                "evenkeel", "EvenkeelExecutors", "EvenkeelHTTP", "EvenkeelTestSupport", ledger, domain, simulator,
            ], exclude: ["ci.py", "tickets.py"], swiftSettings: settings),
        .testTarget(
            name: "EvenkeelStoreTests",
            dependencies: [
                "EvenkeelStore", simulator, ledger, domain,
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            exclude: ["Golden"], swiftSettings: settings),
        .testTarget(
            name: "EvenkeelServerTests",
            dependencies: [
                "EvenkeelServer", "EvenkeelAPI", simulator, ledger, domain, planner, verdict,
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdTesting", package: "hummingbird"),
                .product(name: "Mustache", package: "swift-mustache"),
            ],
            exclude: ["Golden"], swiftSettings: settings),
        .testTarget(
            name: "EvenkeelChannelsTests",
            dependencies: [
                "EvenkeelChannels", "EvenkeelHTTP", "EvenkeelMailSink", "EvenkeelTestSupport", "CLibcurl", domain,
                ledger,
                .product(name: "Crypto", package: "swift-crypto"), .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: settings),
    ],
    swiftLanguageModes: [.v6]
)
